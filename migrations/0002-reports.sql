-- Each report that left the house: who asked, why, for what, and the digest of
-- the exact bytes. The report itself is not kept: what was stated stands in the
-- records, and a copy would outlive a repair.
create table report (
  subject_code     text not null,
  number           text not null check (number ~ '^[0-9]{14}[0-9A-F]{8}$'),
  format           text not null check (format in ('pdf', 'json')),
  language         text not null check (language in ('zh', 'en')),
  body             text not null,
  who              text not null,
  purpose          text not null,
  matter           text not null,
  case_number      text not null,
  from_day         date,
  until_day        date not null,        -- the day after the last
  as_of            date,
  data_at          timestamptz not null,
  known_at         bigint,               -- log position
  is_demonstration boolean not null,
  digest           bytea not null check (octet_length(digest) = 32),
  bytes            int not null,
  at               timestamptz not null,
  primary key (subject_code, number)
);
create index report_number on report (number);

create trigger append_only before update or delete or truncate on report
  for each statement execute function refuse_change();

grant select, insert on report to xinheng;
