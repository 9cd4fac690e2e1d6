-- A receipt names the versions that it told; it keeps no copy of them.
alter table receipt rename column answer to told;
-- A receipt is asked for by its number, which begins with its instant: new ones stand at the end of the index.
-- No door asks by batch, nor yet by subject, which stays in the key to distribute by.
drop index receipt_batch;
drop index receipt_number;
alter table receipt drop constraint receipt_pkey, add primary key (number, at, subject_code);
-- The roller asks each second for what came last. A block range index knows of that only after the next vacuum:
-- until then every page written since is read again each second.
drop index ledger_tx;
drop index receipt_tx;
create index ledger_tx on ledger (tx);
create index receipt_tx on receipt (tx);
