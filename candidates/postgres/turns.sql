-- How messages of several connections come after one another: each is a transaction of its own, and
-- takes its turn before it looks at anything. What a turn is, each variant says in a file of its own.
CREATE FUNCTION execute_in_turn(m jsonb, observe text) RETURNS json LANGUAGE plpgsql AS $$
BEGIN
  PERFORM take_turn(m ->> 'type', m ->> 'client');
  RETURN execute_program(jsonb_build_array(m), observe);
END $$;
