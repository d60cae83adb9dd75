-- How messages of several connections come after one another: each is a separate transaction, and takes its turn
-- before it looks at anything. Each variant defines a turn in its file.
CREATE FUNCTION execute_in_turn(m jsonb, observe text) RETURNS json LANGUAGE plpgsql AS $$
BEGIN
  PERFORM take_turn(m ->> 'type', m ->> 'client');
  RETURN execute_program(jsonb_build_array(m), observe);
END $$;
