-- No message waits: every connection is at SERIALIZABLE, where the database rejects what did not happen in some order,
-- and what it rejects is sent again.
CREATE FUNCTION take_turn(kind text, who text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
END $$;
