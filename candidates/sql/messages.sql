-- What the messages do: a function each, true for done and false for refused where no other
-- outcome is asked for.

-- Without onboarding the plug-in counts as reported from the start.
CREATE FUNCTION create_record(who text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO computer (client, target, plug_in_reported)
    SELECT who, coalesce(o.policy, 'none'), NOT s.onboarding
    FROM setting s LEFT JOIN outliving_policy o ON o.client = who
    ON CONFLICT DO NOTHING;
  RETURN FOUND;
END $$;

-- Entry: whether an agent's message is heard; comes first, also for a message that is then discarded.
CREATE FUNCTION enter(who text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  status record_status;
BEGIN
  SELECT record INTO status FROM computer WHERE client = who;
  IF status = 'active' THEN
    RETURN true;
  ELSIF status = 'retired' THEN
    UPDATE computer SET record = 'active'
      WHERE client = who AND (SELECT retired_reports = 'reactivates' FROM setting);
    RETURN FOUND;
  ELSIF (SELECT unknown_reports = 'recreated' FROM setting) THEN
    RETURN create_record(who);
  END IF;
  RETURN false;
END $$;

-- Enrolling makes a record even where reports of unknown computers are ignored.
CREATE FUNCTION enroll(who text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  RETURN create_record(who) OR enter(who);
END $$;

-- One statement, so that what is counted is what is pulled from (EXC-3).
CREATE FUNCTION pull_license(which product, who text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO license_in_use (product, client)
    SELECT p.product, who FROM node_pool p
    WHERE p.product = which
      AND p.capacity > (SELECT count(*) FROM license_in_use l WHERE l.product = which)
    ON CONFLICT DO NOTHING;
  RETURN FOUND;
END $$;

CREATE FUNCTION send_basic_inventory(who text, in_place boolean) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
  IF NOT enter(who) THEN
    RETURN false;
  END IF;
  UPDATE computer SET plug_in_reported = in_place WHERE client = who;
  RETURN true;
END $$;

CREATE FUNCTION return_patch_inventory(who text, complete boolean) RETURNS json
LANGUAGE plpgsql AS $$
DECLARE
  facts record;
  license json := '{"type":"processed","license":"held"}';
BEGIN
  IF NOT enter(who) THEN
    RETURN '{"type":"refused"}';
  ELSIF NOT complete THEN
    RETURN '{"type":"discarded","reason":"not-ready"}';
  END IF;
  SELECT dormant, ready, may_pull, licensed INTO facts FROM standing WHERE client = who;
  IF facts.dormant THEN
    RETURN '{"type":"discarded","reason":"not-functioning"}';
  ELSIF NOT facts.ready THEN
    RETURN '{"type":"discarded","reason":"not-ready"}';
  ELSIF NOT facts.licensed THEN
    IF NOT facts.may_pull OR NOT pull_license('patch', who) THEN
      RETURN '{"type":"discarded","reason":"no-license"}';
    END IF;
    license := '{"type":"processed","license":"pulled"}';
  END IF;
  UPDATE computer SET inventories = inventories + 1 WHERE client = who;
  RETURN license;
END $$;

-- Whoever holds a license of the other solution already is heard, too.
CREATE FUNCTION return_other_inventory(who text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  RETURN enter(who) AND (pull_license('other', who) OR EXISTS (
    SELECT FROM license_in_use l WHERE l.client = who AND l.product = 'other'));
END $$;

-- "Update Configuration": the client's instructions. The packages are left out where a scan
-- could not be processed anyway.
CREATE FUNCTION check_in(who text) RETURNS json LANGUAGE plpgsql AS $$
DECLARE
  facts record;
  manageable boolean;
  updates json := '[]';
BEGIN
  IF NOT enter(who) THEN
    RETURN '{"type":"refused"}';
  END IF;
  SELECT s.*, may_pull AND p.in_use < p.capacity AS can_pull
    INTO facts FROM standing s, pool p WHERE s.client = who AND p.product = 'patch';
  manageable := facts.plug_in_reported AND facts.target <> 'uninstall' AND NOT facts.dormant;
  IF manageable AND facts.licensed THEN
    SELECT coalesce(json_agg(b.bulletin ORDER BY b.bulletin), '[]') INTO updates
      FROM bulletin b WHERE b.deployed;
  END IF;
  RETURN json_build_object(
    'type', 'instructions',
    'plugIn', CASE
      WHEN facts.target = 'install' AND facts.plug_in_reported THEN 'none'
      WHEN facts.target = 'uninstall' AND NOT facts.plug_in_reported THEN 'none'
      ELSE facts.target END,
    'packages', CASE WHEN manageable AND (facts.licensed OR facts.can_pull)
      THEN '["tools","scan"]' ELSE '[]' END::json,
    'updates', updates);
END $$;

CREATE FUNCTION target_client(who text, aim plug_in_policy) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
  UPDATE computer SET target = aim WHERE client = who;
  RETURN FOUND;
END $$;

-- Only an active record is retired, so that a repeated retire releases nothing more (REC-1a).
CREATE FUNCTION retire_client(who text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  UPDATE computer SET record = 'retired',
      plug_in_reported = CASE t.retired_record
        WHEN 'kept' THEN plug_in_reported ELSE NOT t.onboarding END
    FROM setting t WHERE client = who AND record = 'active';
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  DELETE FROM license_in_use l USING setting t
    WHERE l.client = who AND (l.product = 'patch' OR t.retired_other = 'released');
  RETURN true;
END $$;

CREATE FUNCTION delete_client(who text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  WITH gone AS (DELETE FROM computer WHERE client = who RETURNING client, target)
    INSERT INTO outliving_policy (client, policy) SELECT client, target FROM gone
    ON CONFLICT (client) DO UPDATE SET policy = excluded.policy;
  RETURN FOUND;
END $$;

-- A pool may shrink below what is in use: no client is evicted (EXC-1).
CREATE FUNCTION set_capacity(which product, nodes integer) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
  UPDATE node_pool SET capacity = nodes WHERE product = which;
  RETURN true;
END $$;

CREATE FUNCTION expire_aup() RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  UPDATE server SET aup = 'expired';
  RETURN true;
END $$;

CREATE FUNCTION renew_aup() RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  UPDATE server SET aup = 'current', dormant = false;
  RETURN true;
END $$;

-- With the AUP current the newer version just works, then and after a later expiry (AUP-5).
CREATE FUNCTION upgrade_solution() RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  UPDATE server SET dormant = true
    WHERE aup = 'expired' AND (SELECT upgrade_after_aup = 'dormant' FROM setting);
  RETURN FOUND OR EXISTS (SELECT FROM server WHERE aup = 'current');
END $$;

-- A catalogue that is not newer is looked at and left alone; a newer one needs the AUP (AUP-2).
CREATE FUNCTION import_catalog(offered integer, bulletins jsonb) RETURNS json
LANGUAGE plpgsql AS $$
BEGIN
  UPDATE server SET revision = offered WHERE aup = 'current' AND revision < offered;
  IF FOUND THEN
    INSERT INTO bulletin (bulletin) SELECT jsonb_array_elements_text(bulletins)
      ON CONFLICT DO NOTHING;
    RETURN '{"type":"imported"}';
  ELSIF EXISTS (SELECT FROM server WHERE revision < offered) THEN
    RETURN '{"type":"refused"}';
  END IF;
  RETURN '{"type":"done"}';
END $$;

CREATE FUNCTION enable_bulletin(chosen text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  UPDATE bulletin SET enabled = true FROM server WHERE bulletin = chosen AND NOT dormant;
  RETURN FOUND;
END $$;

CREATE FUNCTION create_policy(chosen text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  UPDATE bulletin SET deployed = true FROM server
    WHERE bulletin = chosen AND enabled AND NOT dormant;
  RETURN FOUND;
END $$;
