-- How the ledger is spoken to: messages in one call, or a snapshot.

-- A choice that is left out has the first value in the table's list.
CREATE FUNCTION install_server(features jsonb, choices jsonb) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO setting VALUES (
    true,
    features ? 'onboarding',
    features ? 'maintenance',
    features ? 'other-solutions',
    coalesce(choices ->> 'retiredReports', 'reactivates'),
    coalesce(choices ->> 'unknownReports', 'recreated'),
    coalesce(choices ->> 'retiredRecord', 'kept'),
    coalesce(choices ->> 'retiredOther', 'released'),
    coalesce(choices ->> 'unreportedPlugIn', 'discarded'),
    coalesce(choices ->> 'newClientsAfterAup', 'licensed'),
    coalesce(choices ->> 'upgradeAfterAup', 'dormant'));
END $$;

-- Deleted rather than truncated: for tables this small it is quicker, and cached plans stay valid.
CREATE FUNCTION reset_server(nodes integer, other_nodes integer) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM license_in_use;
  DELETE FROM computer;
  DELETE FROM outliving_policy;
  DELETE FROM bulletin;
  UPDATE server SET aup = 'current', dormant = false, revision = 0;
  UPDATE node_pool SET capacity = CASE product WHEN 'patch' THEN nodes ELSE other_nodes END;
END $$;

-- Every field that any message has; the type decides which of them are set.
CREATE TYPE message AS (
  type text, client text, "plugIn" boolean, tools boolean, scan boolean, policy plug_in_policy,
  nodes integer, revision integer, bulletins jsonb, bulletin text
);

-- Outcomes and snapshots are json rather than jsonb: they are built once and only ever printed.
CREATE FUNCTION dispatch(m message) RETURNS json LANGUAGE plpgsql AS $$
DECLARE
  accepted boolean;
BEGIN
  CASE m.type
    WHEN 'returnPatchInventory' THEN
      RETURN return_patch_inventory(m.client, m."plugIn" AND m.tools AND m.scan);
    WHEN 'checkIn' THEN RETURN check_in(m.client);
    WHEN 'importCatalog' THEN RETURN import_catalog(m.revision, m.bulletins);
    WHEN 'enroll' THEN accepted := enroll(m.client);
    WHEN 'sendBasicInventory' THEN accepted := send_basic_inventory(m.client, m."plugIn");
    WHEN 'returnOtherInventory' THEN accepted := return_other_inventory(m.client);
    WHEN 'target' THEN accepted := target_client(m.client, m.policy);
    WHEN 'retire' THEN accepted := retire_client(m.client);
    WHEN 'delete' THEN accepted := delete_client(m.client);
    WHEN 'setCapacity' THEN accepted := set_capacity('patch', m.nodes);
    WHEN 'setOtherCapacity' THEN accepted := set_capacity('other', m.nodes);
    WHEN 'enableBulletin' THEN accepted := enable_bulletin(m.bulletin);
    WHEN 'createPolicy' THEN accepted := create_policy(m.bulletin);
    WHEN 'expireAup' THEN accepted := expire_aup();
    WHEN 'renewAup' THEN accepted := renew_aup();
    WHEN 'upgradeSolution' THEN accepted := upgrade_solution();
    -- The scheduled jobs release nothing: a managed client keeps its license (REC-2).
    WHEN 'passDays' THEN accepted := true;
  END CASE;
  RETURN CASE WHEN accepted THEN '{"type":"done"}' ELSE '{"type":"refused"}' END;
END $$;

-- The holders are gathered once, since a lookup for each computer would cost more than all the
-- rest. What undeclared features would show is null, and nulls are left out.
CREATE FUNCTION snapshot() RETURNS json LANGUAGE plpgsql STABLE AS $$
DECLARE
  whole json;
  complete boolean;
BEGIN
  SELECT t.maintenance AND t.other_solutions, json_build_object(
      'capacity', p.capacity,
      'inUse', cardinality(h.patch),
      'clients', (SELECT coalesce(json_agg(c), '[]') FROM (
        SELECT client, record, client = ANY (h.patch) AS licensed, inventories,
          CASE WHEN t.other_solutions THEN client = ANY (h.other) END AS "otherLicensed"
        FROM computer ORDER BY client) c),
      'other', CASE WHEN t.other_solutions THEN
        json_build_object('capacity', o.capacity, 'inUse', cardinality(h.other)) END,
      'functioning', CASE WHEN t.maintenance THEN NOT s.dormant END,
      'catalog', CASE WHEN t.maintenance THEN (SELECT json_build_object(
          'revision', s.revision,
          'listed', coalesce(json_agg(bulletin), '[]'),
          'enabled', coalesce(json_agg(bulletin) FILTER (WHERE enabled), '[]'),
          'deployed', coalesce(json_agg(bulletin) FILTER (WHERE deployed), '[]'))
        FROM (SELECT * FROM bulletin ORDER BY bulletin) b) END)
    INTO complete, whole
    FROM setting t, server s, node_pool p, node_pool o, (SELECT
        coalesce(array_agg(client) FILTER (WHERE product = 'patch'), '{}') AS patch,
        coalesce(array_agg(client) FILTER (WHERE product = 'other'), '{}') AS other
      FROM license_in_use) h
    WHERE p.product = 'patch' AND o.product = 'other';
  RETURN CASE WHEN complete THEN whole ELSE json_strip_nulls(whole) END;
END $$;

-- One message or many in one call and one transaction.
CREATE FUNCTION execute_program(messages jsonb, observe text) RETURNS json
LANGUAGE plpgsql AS $$
DECLARE
  m message;
  outcomes json[] := '{}';
  snapshots json[] := '{}';
BEGIN
  FOR m IN SELECT * FROM jsonb_populate_recordset(NULL::message, messages) LOOP
    outcomes := outcomes || dispatch(m);
    IF observe = 'each' THEN
      snapshots := snapshots || snapshot();
    END IF;
  END LOOP;
  IF observe = 'last' THEN
    snapshots := snapshots || snapshot();
  END IF;
  RETURN json_build_object('outcomes', outcomes, 'snapshots', snapshots);
END $$;
