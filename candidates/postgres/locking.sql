-- One lock for all: whatever a message looks at was committed before it held the pool's row, and
-- whatever it writes is seen by the next one that does. At READ COMMITTED every statement of a
-- function looks anew, so that waiting for the row is enough. Taken first and alone, it cannot be
-- waited for in a circle. A snapshot is a single statement, so it needs no turn.
CREATE FUNCTION take_turn(kind text, who text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM node_pool WHERE product = 'patch' FOR UPDATE;
END $$;
