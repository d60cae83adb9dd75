-- Nobody waits: every connection is at SERIALIZABLE, where the database itself finds out what did not
-- happen one after another, and what it turned down is sent again.
CREATE FUNCTION take_turn(kind text, who text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
END $$;
