-- The bug of the field: inventories are many and should not wait for one another, and they do not
-- touch the pool's row, so a shared lock looks like enough. But two that arrive together both count
-- the licenses before either has taken one, and both take the last. All else is right: the other
-- messages have the row for themselves, and so have the inventories of one client among each other.
CREATE FUNCTION take_turn(kind text, who text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF kind IN ('returnPatchInventory', 'returnOtherInventory') THEN
    PERFORM FROM node_pool WHERE product = 'patch' FOR SHARE;
    PERFORM pg_advisory_xact_lock(hashtextextended(who, 0));
  ELSE
    PERFORM FROM node_pool WHERE product = 'patch' FOR UPDATE;
  END IF;
END $$;
