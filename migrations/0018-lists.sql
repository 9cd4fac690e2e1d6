-- Lists by type for anyone. A projection of what the windows show, that follows the log (records/follow-lists.ts):
-- nothing is written here on the way in, and what is answered is asked of the stored windows once more, so that what
-- is taken out of view is out of every list in the same instant. Losing these tables loses nothing: they are made anew
-- from position 0.

-- Holds are looked for by the entry that told them.
create index hold_event_entry on hold_event (entry);

create table listed (
  record_id    bigint not null,
  subject_code text not null,
  version      int not null,
  item         text not null,
  day          date not null,          -- decided on; where an item has no such day, the first on which it is shown
  source_code  text not null,
  region       text not null,          -- of the organisation
  document     text,                   -- its number, by document_key
  begins_at    timestamptz not null,
  ends_at      timestamptz,
  is_open      boolean not null,       -- of feeds and open data; never what is adverse
  position     bigint not null,        -- of the log, that told it
  place        bigint not null,        -- in the order in which the lists followed: a feed's cursor
  primary key (record_id, subject_code)
);
create sequence listed_place;
create index listed_item on listed (item, day desc, record_id desc);
create index listed_region on listed (item, region, day desc, record_id desc);
create index listed_source on listed (item, source_code, day desc, record_id desc);
create index listed_subject on listed (subject_code, item, day desc, record_id desc);
create index listed_document on listed (item, document) where document is not null;
create index listed_ending on listed (ends_at) where ends_at is not null;
create unique index listed_feed on listed (item, place) where is_open;

-- What a feed told and that is shown no longer. No reason stands here: a permit that expired, one that was withdrawn
-- and one that was put right look alike.
create table unlisted (
  item         text not null,
  place        bigint not null,
  record_id    bigint not null,
  subject_code text not null,
  at           timestamptz not null,
  primary key (item, place)
);

-- Every position of the log below it is in the lists. One row.
create table lists_followed (
  is_one  boolean primary key default true check (is_one),
  below   bigint not null,
  -- The same, of the last entry that held rows: what people looked at changes no list.
  changed bigint not null default 0,
  at      timestamptz
);
insert into lists_followed (below) values (0);

-- Numbers for anyone, counted behind the scenes and told with the instant as of which they were counted.
create table public_count (
  what  text not null check (what in ('kind', 'region', 'industry', 'status', 'item', 'month', 'item-region')),
  item  text not null,                 -- empty where it is about organisations
  key   text not null,
  count bigint not null check (count > 0),
  primary key (what, item, key)
);
create table public_counted (
  is_one       boolean primary key default true check (is_one),
  at           timestamptz not null,
  position     bigint not null,        -- the lists had followed the log below it
  milliseconds int not null
);

-- A document's number however it was typed: width, case, brackets and blanks are one.
create function document_key(number text) returns text language sql immutable parallel safe strict as $$
  select upper(translate(normalize(number, nfkc), '([{【〈<《)]}】〉>》 ', '〔〔〔〔〔〔〔〕〕〕〕〕〕〕'))
$$;

grant select, insert, update, delete on listed, unlisted, public_count, public_counted to xinheng;
grant select, update on lists_followed to xinheng;
grant usage on sequence listed_place to xinheng;
grant execute on function document_key(text) to xinheng;
