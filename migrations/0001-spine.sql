-- The spine: evidence, rules, people, subjects, records, intake, checks.
-- Text is compared byte by byte (collate C is set at initdb); codes are text,
-- never char(n): a char key compared with text does not use its index.

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'XH001';
end $$;

------------------------------------------------------------------ evidence --

-- Every change commits together with its entry. The leaf is the exact public
-- bytes (format, kind, instant, commitment, root, count): no subject in them.
create table entry (
  id   bigint generated always as identity primary key,
  leaf bytea not null,
  body json  not null
);

-- Where an entry stands in the log. A table of its own, so that giving an
-- entry its place is an insert and the entry itself is never updated.
create table entry_place (
  position bigint primary key check (position >= 0),
  entry    bigint not null unique references entry
);

-- What is committed and has no place yet. The sequencer empties it.
create table entry_waiting (
  entry bigint primary key references entry
);

create trigger append_only before update or delete or truncate on entry
  for each statement execute function refuse_change();
create trigger append_only before update or delete or truncate on entry_place
  for each statement execute function refuse_change();

-- Up to 1024 rows: the ordered row commitments (32 bytes each), one root.
create table chunk (
  id          bigint primary key,
  submission  bigint,
  at          timestamptz not null,
  count       int not null check (count between 1 and 1024),
  root        bytea not null check (octet_length(root) = 32),
  commitments bytea not null check (octet_length(commitments) = 32 * count),
  entry       bigint not null references entry
);
create sequence chunk_id;
create index chunk_submission on chunk (submission) where submission is not null;
create unique index chunk_entry on chunk (entry);

-- How far receipts and ledger lines are rolled into chunks of the log: every
-- transaction below it. One row.
create table rolled (
  is_one boolean primary key default true check (is_one),
  below  bigint not null
);
insert into rolled (below) values (0);

--------------------------------------------------------------------- rules --

-- A rule pack once adopted stays, by the digest of its exact text.
create table rule_pack (
  digest     text primary key check (digest ~ '^[0-9a-f]{64}$'),
  name       text not null,
  text       text not null,
  adopted_at timestamptz not null
);
create table rule_book (
  digest     text primary key check (digest ~ '^[0-9a-f]{64}$'),
  packs      text[] not null,
  adopted_at timestamptz not null,
  entry      bigint references entry
);
create trigger append_only before update or delete or truncate on rule_pack
  for each statement execute function refuse_change();
create trigger append_only before update or delete or truncate on rule_book
  for each statement execute function refuse_change();

-- One line a fact about this installation: is demonstration data loaded, ...
create table installation (
  name  text primary key,
  value json not null
);

-------------------------------------------------------------------- access --

-- A source: a body that reports. Only the source that stated a record corrects it.
create table source (
  code   text primary key check (octet_length(code) between 1 and 32),
  name   text not null,
  region text not null,
  items  text[] not null,
  since  timestamptz not null
);

create table person (
  id            bigint generated always as identity primary key,
  login         text not null unique,
  name          text not null,
  password_hash text not null,
  role          text not null,
  body          text not null,           -- code of the body the person works for
  region        text not null,
  active        boolean not null default true,
  failures      int not null default 0,
  locked_until  timestamptz,
  since         timestamptz not null
);

create table session (
  token_hash bytea primary key check (octet_length(token_hash) = 32),
  person     bigint not null references person,
  csrf       text not null,
  started_at timestamptz not null,
  seen_at    timestamptz not null,
  ends_at    timestamptz not null,
  agent      text
);
create index session_person on session (person);

create table api_client (
  id         bigint generated always as identity primary key,
  name       text not null,
  key_hash   bytea not null unique check (octet_length(key_hash) = 32),
  role       text not null,
  body       text not null,
  region     text not null,
  scopes     text[] not null,
  active     boolean not null default true,
  since      timestamptz not null
);

-- Who looked at what, for which purpose and matter; refusals too. By month,
-- the time in the key; kept five years.
create table ledger (
  at           timestamptz not null,
  id           bigint generated always as identity,
  subject_code text not null,
  body         text not null,
  who          text not null,
  role         text not null,
  act          text not null,          -- check, file, report, ...
  purpose      text not null,
  matter       text not null,
  case_number  text not null,
  fields       text[] not null,
  allowed      boolean not null,
  reason       text,
  commitment   bytea not null check (octet_length(commitment) = 32),
  seed         bytea not null,
  -- The transaction that wrote the line: rolled into the log once every earlier one has ended.
  tx           bigint not null default (pg_current_xact_id()::text::bigint),
  primary key (subject_code, at, id)
) partition by range (at);
create index ledger_tx on ledger using brin (tx) with (pages_per_range = 16);

-- A numbered receipt, durable before the answer is given.
create table receipt (
  at           timestamptz not null,
  number       text not null,
  subject_code text not null,
  batch        text,
  body         text not null,
  who          text not null,
  purpose      text not null,
  matter       text not null,
  case_number  text not null,
  answer       json not null,
  commitment   bytea not null check (octet_length(commitment) = 32),
  seed         bytea not null,
  tx           bigint not null default (pg_current_xact_id()::text::bigint),
  primary key (subject_code, at, number)
) partition by range (at);
create index receipt_tx on receipt using brin (tx) with (pages_per_range = 16);
create index receipt_number on receipt (number);
create index receipt_batch on receipt (batch) where batch is not null;

-- Partitions are made ahead of time; a row outside them would be refused, so
-- a default partition catches a clock that is far off.
create table ledger_other partition of ledger default;
create table receipt_other partition of receipt default;

create function ensure_months(first_day date, months int) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  day date := date_trunc('month', first_day);
  t text;
begin
  for n in 0 .. months - 1 loop
    foreach t in array array['ledger', 'receipt'] loop
      if to_regclass(format('%I', t || '_' || to_char(day, 'YYYY_MM'))) is null then
        execute format('create table %I partition of %I for values from (%L) to (%L)',
          t || '_' || to_char(day, 'YYYY_MM'), t,
          to_char(day, 'YYYY-MM-DD') || ' 00:00:00+08',
          to_char(day + interval '1 month', 'YYYY-MM-DD') || ' 00:00:00+08');
      end if;
    end loop;
    day := day + interval '1 month';
  end loop;
end $$;
select ensure_months('2026-10-01', 27);

create trigger append_only before update or delete on ledger
  for each row execute function refuse_change();
create trigger append_only before update or delete on receipt
  for each row execute function refuse_change();

------------------------------------------------------------------ subjects --

-- An organisation, by its code. Written together with its registration record,
-- of which it is a projection. No name of a natural person stands here.
create table subject (
  code          text primary key check (octet_length(code) = 18),
  name          text not null,
  name_key      text not null,         -- normalised, for exact comparison
  kind          text not null,
  status        text not null,
  region        text not null,
  industry      text,
  founded_on    date,
  is_provisional boolean not null,
  pinyin        text not null,
  initials      text not null,
  grams         text[] not null,       -- bigrams of name and former names
  updated_at    timestamptz not null
);
create index subject_name_key on subject (name_key);
create index subject_grams on subject using gin (grams) where not is_provisional;

create table subject_name (
  subject_code text not null,
  name         text not null,
  name_key     text not null,
  is_current   boolean not null,
  until_day    date,
  primary key (name_key, subject_code)
);
create index subject_name_subject on subject_name (subject_code);

-- By value. How many hold a number decides; so no unique constraint on it.
create table identifier (
  kind         text not null,
  value        text not null,
  subject_code text not null,
  primary key (value, kind, subject_code)
);
create index identifier_subject on identifier (subject_code);

-- A merge is a dated, reversible, evidenced statement; records never move.
create table alias (
  code     text not null,
  same_as  text not null,
  from_at  timestamptz not null,
  until_at timestamptz,
  reason   text not null,
  entry    bigint references entry,
  primary key (code, same_as, from_at),
  check (code <> same_as)
);
create index alias_same_as on alias (same_as);

-- A code that was really issued with a wrong check character, confirmed by someone.
create table code_override (
  code   text primary key,
  basis  text not null,
  reason text not null,
  who    text not null,
  at     timestamptz not null,
  entry  bigint not null references entry
);

------------------------------------------------------------------- records --

-- What one source stated about one organisation under one document. Never
-- overwritten: a correction is the next version. `chunk` gives the known time
-- (chunk -> entry -> place); `replaced_by` is set once, to the successor's chunk.
-- recorded_at is for people; a clock at insert is not commit order.
create table record (
  subject_code   text not null check (octet_length(subject_code) = 18),
  record_id      bigint not null,
  version        int not null check (version > 0),
  item           text not null,
  key            bytea not null check (octet_length(key) = 16),
  source_code    text not null,
  authority_code text,
  decided_on     date,
  class          text,                   -- severity class; null: none set
  state          text not null check (state in ('stated', 'withdrawn', 'erased')),
  catalogue      text not null,          -- version of the catalogue item
  content        json,                   -- strings, lists and booleans only
  seed           bytea,
  commitment     bytea not null check (octet_length(commitment) = 32),
  chunk          bigint not null,
  row_in_chunk   smallint not null,
  line           int,
  recorded_at    timestamptz not null,
  replaced_by    bigint,
  primary key (subject_code, record_id, version),
  -- The key first: the same document is found by it under any code, duplicates and swapped codes alike.
  unique (key, subject_code, item, version)
);
create index record_chunk on record using brin (chunk);
create index record_class_missing on record (source_code, record_id)
  where class is null and replaced_by is null and item = 'penalty' and state = 'stated';

create function refuse_rewriting_record() returns trigger language plpgsql as $$
begin
  if old.replaced_by is not null and new.replaced_by is distinct from old.replaced_by then
    raise exception 'replaced_by is set once' using errcode = 'XH001';
  end if;
  return new;
end $$;
create trigger set_once before update of replaced_by on record
  for each row execute function refuse_rewriting_record();

-- What may be shown to whom, and when: written by the one disclosure function
-- in the transaction that changes what it depends on. No window, no row.
create table shown (
  subject_code text not null,
  record_id    bigint not null,
  version      int not null,
  -- 'everyone' where the public and authorities see the same: one line for both.
  audience     text not null check (audience in ('everyone', 'public', 'government')),
  during       tstzrange not null check (not isempty(during)),
  reason       text not null,
  rule_version text not null,
  primary key (subject_code, record_id, audience, version)
);

-- A list entry is one thing. What intake brings is marked imported: kept for
-- government eyes, not published, drives nothing, until that mark is cleared.
create table listing (
  subject_code   text not null,
  listing_id     bigint not null,
  list           text not null,
  record_id      bigint,
  is_imported    boolean not null,
  authority      text not null,
  authority_code text,
  basis          text,
  document       text,
  listed_on      date,
  until_day      date,
  ended_on       date,
  entry          bigint references entry,
  primary key (subject_code, listing_id)
);

-------------------------------------------------------------------- intake --

create table submission (
  id           bigint generated always as identity primary key,
  source_code  text not null,
  item         text not null,
  file_name    text not null,
  raw_digest   bytea not null,           -- keyed hash of the raw bytes
  bytes        bigint not null,
  screened     text not null,            -- name of the screened copy in the uploads folder
  state        text not null check (state in ('waiting', 'running', 'done', 'failed')),
  rule_book    text not null,
  lines_total  int not null,
  notes        json not null default '[]',  -- findings about the file as a whole
  conflicts    int[] not null default '{}', -- lines that share a key with an unequal line
  lines_done   int not null default 0,
  counts       json not null default '{}',
  failure      json,
  who          text not null,
  at           timestamptz not null,
  started_at   timestamptz,
  finished_at  timestamptz
);
create unique index submission_repeat on submission (source_code, item, raw_digest) where state <> 'failed';
create index submission_source on submission (source_code, id desc);

-- The verdict of each line that is not plainly accepted. A plainly accepted
-- line is its record, found by chunk; nothing is said twice.
create table submission_line (
  submission   bigint not null,
  line         int not null,
  verdict      text not null check (verdict in
    ('accepted', 'accepted-with-warnings', 'corrected', 'duplicate', 'waiting', 'refused')),
  subject_code text,
  record_id    bigint,
  version      int,
  findings     json not null,
  primary key (submission, line)
);

-- A row that only a person can place. Screened like every row before it is kept.
create table waiting_row (
  submission   bigint not null,
  line         int not null,
  item         text not null,
  source_code  text not null,
  reason       text not null,
  stated_code  text,
  stated_name  text,
  content      json not null,
  against      json,
  at           timestamptz not null,
  settled_at   timestamptz,
  settled      text,
  primary key (submission, line)
);
create index waiting_row_open on waiting_row (source_code, submission, line) where settled_at is null;

-------------------------------------------------------------------- rights --
-- Append-only is by rights first: migrations run as the owner, the server as
-- `xinheng`, which may add and read, and change only what is named here.

grant usage on schema public to xinheng;
grant select on all tables in schema public to xinheng;
grant usage on all sequences in schema public to xinheng;
grant insert on entry, entry_place, entry_waiting, chunk, rule_pack, rule_book, ledger, receipt,
  alias, code_override, record to xinheng;
grant delete on entry_waiting to xinheng;
grant update (replaced_by) on record to xinheng;
grant update (until_at) on alias to xinheng;
grant update (below) on rolled to xinheng;
grant insert, update, delete on shown, subject, subject_name, identifier, session, installation to xinheng;
grant insert, update on source, person, api_client, listing, submission, waiting_row to xinheng;
grant insert on submission_line to xinheng;
grant execute on function ensure_months(date, int) to xinheng;
