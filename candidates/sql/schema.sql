-- A license ledger as a management server would hold it: records, pools, licenses, bulletins.
-- The rules that a row or a key can hold stand here; the functions are in messages.sql.
--
-- Tables are unlogged because nothing here outlives the process, except with durable.sql;
-- keys compare bytewise (collation "C") because ids are opaque and prefixes of one another.

CREATE TYPE product AS ENUM ('patch', 'other');
CREATE TYPE record_status AS ENUM ('active', 'retired');
CREATE TYPE plug_in_policy AS ENUM ('none', 'install', 'uninstall');
CREATE TYPE aup_status AS ENUM ('current', 'expired');

-- What the server was installed with: the features it has, and its readings where they are open.
CREATE TABLE setting (
  singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  onboarding boolean NOT NULL,
  maintenance boolean NOT NULL,
  other_solutions boolean NOT NULL,
  retired_reports text NOT NULL CHECK (retired_reports IN ('reactivates', 'ignored')),
  unknown_reports text NOT NULL CHECK (unknown_reports IN ('recreated', 'ignored')),
  retired_record text NOT NULL CHECK (retired_record IN ('kept', 'cleared')),
  retired_other text NOT NULL CHECK (retired_other IN ('released', 'kept')),
  unreported_plug_in text NOT NULL CHECK (unreported_plug_in IN ('discarded', 'accepted')),
  new_clients_after_aup text NOT NULL CHECK (new_clients_after_aup IN ('licensed', 'refused')),
  upgrade_after_aup text NOT NULL CHECK (upgrade_after_aup IN ('dormant', 'refused'))
);

CREATE UNLOGGED TABLE server (
  singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  aup aup_status NOT NULL DEFAULT 'current',
  dormant boolean NOT NULL DEFAULT false,
  revision integer NOT NULL DEFAULT 0,
  CONSTRAINT dormant_only_after_expiry CHECK (aup = 'expired' OR NOT dormant)
);

CREATE UNLOGGED TABLE node_pool (
  product product PRIMARY KEY,
  capacity integer NOT NULL DEFAULT 0 CHECK (capacity >= 0)
);

CREATE UNLOGGED TABLE computer (
  client text COLLATE "C" PRIMARY KEY,
  record record_status NOT NULL DEFAULT 'active',
  target plug_in_policy NOT NULL,
  plug_in_reported boolean NOT NULL,
  inventories integer NOT NULL DEFAULT 0
);

-- One row is one license: the key holds CONS-8, the cascade REC-4.
CREATE UNLOGGED TABLE license_in_use (
  product product NOT NULL REFERENCES node_pool,
  client text COLLATE "C" NOT NULL REFERENCES computer ON DELETE CASCADE,
  PRIMARY KEY (client, product)
);

-- A policy is aimed at a client and not at its record: it is found again by the next record.
CREATE UNLOGGED TABLE outliving_policy (
  client text COLLATE "C" PRIMARY KEY,
  policy plug_in_policy NOT NULL
);

CREATE UNLOGGED TABLE bulletin (
  bulletin text COLLATE "C" PRIMARY KEY,
  enabled boolean NOT NULL DEFAULT false,
  deployed boolean NOT NULL DEFAULT false,
  CONSTRAINT deployed_only_if_enabled CHECK (enabled OR NOT deployed)
);

-- In use is counted and never stored, so that it cannot drift from the holders (EXC-3).
CREATE VIEW pool AS
  SELECT product, capacity,
    (SELECT count(*) FROM license_in_use l WHERE l.product = p.product) AS in_use
  FROM node_pool p;

-- What decides over a client's inventories and instructions.
CREATE VIEW standing AS
  SELECT c.client, c.target, c.plug_in_reported, s.dormant,
    c.plug_in_reported OR t.unreported_plug_in = 'accepted' AS ready,
    s.aup = 'current' OR t.new_clients_after_aup = 'licensed' AS may_pull,
    EXISTS (
      SELECT FROM license_in_use l WHERE l.client = c.client AND l.product = 'patch') AS licensed
  FROM computer c, server s, setting t;

INSERT INTO node_pool (product) VALUES ('patch'), ('other');
INSERT INTO server DEFAULT VALUES;
