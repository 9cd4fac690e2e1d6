-- A listing is a record of the item whose catalogue line names the field that tells the list: its versions,
-- evidence and windows are a record's. The table that stood here for it never had a row.
drop table listing;

-- Lists that a source may hand on though it is not the authority that decides on them.
alter table source add column lists text[] not null default '{}';
