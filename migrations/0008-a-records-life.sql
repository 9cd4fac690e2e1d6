-- What comes after the first file: a row filled in on a screen, a submission that
-- waits for somebody's word, a record withdrawn, a period in which there was
-- nothing to report, and what each source is connected for.

alter table submission
  -- A file, or one row of a form.
  add column way text not null default 'file' check (way in ('file', 'form')),
  -- The record that its one row corrects: {subject, record, version, because, reason, document}.
  add column replaces json,
  -- Rows stated after their deadline, and rows of which the calendar does not tell.
  add column late int not null default 0,
  add column late_unknown int not null default 0,
  -- What the file looked like as a whole; no content of it.
  add column profile json,
  -- The assertions that it trips, with their numbers; and who settled that, how and why.
  add column held json,
  add column settled json,
  drop constraint submission_state_check,
  add constraint submission_state_check check (state in ('held', 'waiting', 'running', 'done', 'failed', 'taken-back'));

-- What was taken back may be sent again.
drop index submission_repeat;
create unique index submission_repeat on submission (source_code, item, raw_digest, coalesce(layout, 0))
  where state not in ('failed', 'taken-back');

-- Why a record is withdrawn, beside the version that withdraws it. What was
-- stated under a wrong code or document names the record that stands instead.
create table withdrawal (
  subject_code  text not null,
  record_id     bigint not null,
  version       int not null,
  source_code   text not null,
  because       text not null check (because in ('annulled', 'wrong-subject', 'wrong-facts', 'stated-twice', 'other')),
  reason        text not null,
  document      text,
  moved_subject text,
  moved_record  bigint,
  who           text not null,
  at            timestamptz not null,
  primary key (subject_code, record_id, version),
  check ((moved_subject is null) = (moved_record is null))
);
-- The record that stands instead says where it comes from.
create index withdrawal_moved on withdrawal (moved_subject, moved_record) where moved_subject is not null;
create trigger append_only before update or delete or truncate on withdrawal
  for each statement execute function refuse_change();

-- 零报送: in these days there was nothing to report. `until_day` is the day after the last.
create table zero_report (
  source_code text not null,
  item        text not null,
  from_day    date not null,
  until_day   date not null check (until_day > from_day),
  who         text not null,
  at          timestamptz not null,
  entry       bigint not null references entry,
  primary key (source_code, item, from_day, until_day)
);
create trigger append_only before update or delete or truncate on zero_report
  for each statement execute function refuse_change();

-- 接入台账: for which item of its powers a source is connected, from which system,
-- by which way, and which office answers for it. An office: no person stands here.
create table connection (
  source_code  text not null,
  item         text not null,
  system       text not null,
  power_item   text not null,
  office       text not null,
  office_line  text not null,
  way_in       text not null check (way_in in ('file', 'api', 'folder', 'form', 'exchange')),
  every        text not null check (every in ('week', 'month', 'quarter', 'year')),
  due_days     int not null check (due_days between 1 and 60), -- working days after the end of a period
  since        date not null,
  who          text not null,
  changed_at   timestamptz not null,
  primary key (source_code, item)
);

grant select, insert on withdrawal, zero_report to xinheng;
grant select, insert, update on connection to xinheng;
