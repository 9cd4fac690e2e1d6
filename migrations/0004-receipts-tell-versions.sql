-- A receipt names the versions that it told; it keeps no copy of them.
alter table receipt rename column answer to told;
-- No door asks by batch; each receipt of a large one paid for the index.
drop index receipt_batch;
-- The roller asks each second for what came last. A block range index knows of that only after the next vacuum:
-- until then every page written since is read again each second.
drop index ledger_tx;
drop index receipt_tx;
create index ledger_tx on ledger (tx);
create index receipt_tx on receipt (tx);
