-- One lock for all: what a message reads was committed before it held the pool's row, and the next one that holds it sees
-- what it writes. At READ COMMITTED every statement of a function takes a new snapshot, so waiting for the row is enough.
-- Taken first and alone, it cannot deadlock. A snapshot is a single statement, so it needs no turn.
CREATE FUNCTION take_turn(kind text, who text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM node_pool WHERE product = 'patch' FOR UPDATE;
END $$;
