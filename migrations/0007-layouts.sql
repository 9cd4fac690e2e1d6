-- How a source's own sheet becomes an item, as the source has settled it. A later
-- version is another row: what an earlier submission says rests on the version it names.
create table layout (
  id          bigint generated always as identity primary key,
  source_code text not null,
  name        text not null,
  version     int not null check (version > 0),
  item        text not null,
  header_key  text not null,            -- of the sheet's header: equal where the same columns are named
  is_retired  boolean not null,         -- no longer taken for a header by itself
  body        json not null,
  who         text not null,
  at          timestamptz not null,
  entry       bigint not null references entry,
  unique (source_code, name, version)
);

create trigger append_only before update or delete or truncate on layout
  for each statement execute function refuse_change();

grant select, insert on layout to xinheng;

-- Null: national columns, read by their own names.
alter table submission add column layout bigint references layout;

-- The same bytes read through another layout say something else: another submission.
drop index submission_repeat;
create unique index submission_repeat on submission (source_code, item, raw_digest, coalesce(layout, 0))
  where state <> 'failed';
