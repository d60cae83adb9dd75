-- For a ledger that outlives its server: its tables are written ahead like any others. Referenced
-- tables come first, since what is logged refers to nothing that is not.
ALTER TABLE server SET LOGGED;
ALTER TABLE node_pool SET LOGGED;
ALTER TABLE computer SET LOGGED;
ALTER TABLE license_in_use SET LOGGED;
ALTER TABLE outliving_policy SET LOGGED;
ALTER TABLE bulletin SET LOGGED;
