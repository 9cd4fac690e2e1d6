-- Cases: an objection, later a listing, a repair and others. What a case is stands in its events
-- alone, which only grow; the trigger below asks of each what its procedure's table says, so that
-- no step is skipped, taken out of its turn, or taken alone where it needs a second person, by
-- whatever way it is written.

-- Each table of steps as the program has it (src/cases/step-rules.ts; a test compares the two).
create table procedure_step (
  procedure   text not null,
  version     text not null,
  step        text not null,
  from_states text[] not null,
  -- Empty: the state stays.
  to_states   text[] not null,
  after_steps text[] not null,
  not_by      text[] not null,
  times       int,
  opens       boolean not null,
  primary key (procedure, version, step)
);
insert into procedure_step (procedure, version, step, from_states, to_states, after_steps, not_by, times, opens) values
  ('objection', '1', 'receive', '{before}', '{received}', '{}', '{}', null, true),
  ('objection', '1', 'own-error', '{received}', '{own-error}', '{}', '{}', null, false),
  ('objection', '1', 'forward', '{received}', '{forwarded}', '{}', '{}', null, false),
  ('objection', '1', 'verify', '{forwarded}', '{found-corrected,found-withdrawn,found-right}', '{}', '{}', null, false),
  ('objection', '1', 'put-right', '{received,own-error,forwarded}', '{found-corrected,found-withdrawn}', '{}', '{}', null, false),
  ('objection', '1', 'ask-again', '{found-corrected,found-right}', '{forwarded}', '{}', '{}', 1, false),
  ('objection', '1', 'answer-corrected', '{found-corrected}', '{corrected}', '{}', '{}', null, false),
  ('objection', '1', 'answer-withdrawn', '{found-withdrawn}', '{withdrawn}', '{}', '{}', null, false),
  ('objection', '1', 'answer-upheld', '{found-right}', '{upheld}', '{verify}', '{verify}', null, false),
  ('objection', '1', 'appraise', '{forwarded}', '{}', '{}', '{}', 1, false),
  ('objection', '1', 'appraised', '{forwarded}', '{}', '{appraise}', '{}', 1, false),
  ('objection', '1', 'extend', '{received,own-error,forwarded,found-corrected,found-withdrawn,found-right}', '{}', '{}', '{}', 1, false),
  ('objection', '1', 'take-back', '{received,forwarded,found-right}', '{taken-back}', '{}', '{}', null, false),
  ('objection', '1', 'reopen', '{corrected,upheld,taken-back}', '{received}', '{}', '{}', null, true);
create trigger append_only before update or delete or truncate on procedure_step
  for each statement execute function refuse_change();

-- About whom and what a case is, and under which rules it began.
create table case_file (
  subject_code   text not null check (octet_length(subject_code) = 18),
  case_id        bigint generated always as identity,
  procedure      text not null,
  version        text not null,
  record_id      bigint not null,
  record_version int not null,
  source_code    text not null,
  -- Of the source, when the case began: whose office handles it.
  region         text not null,
  rule_book      text not null,
  who            text not null,
  at             timestamptz not null,
  primary key (subject_code, case_id)
);
create index case_file_record on case_file (subject_code, record_id);
create trigger append_only before update or delete or truncate on case_file
  for each statement execute function refuse_change();

create table case_event (
  subject_code text not null,
  case_id      bigint not null,
  n            int not null check (n > 0),
  at           timestamptz not null,
  step         text not null,
  -- After it.
  state        text not null,
  who          text not null,
  body         text not null,
  party        text not null check (party in ('office', 'source', 'authority', 'organisation', 'interested', 'time')),
  -- Without what is a person's.
  fields       json not null,
  made         json not null,
  -- How long each clock is, in the event that opens.
  lengths      json,
  entry        bigint not null references entry,
  primary key (subject_code, case_id, n, at)
) partition by range (at);
create table case_event_other partition of case_event default;
create trigger append_only before update or delete on case_event
  for each row execute function refuse_change();

create function check_case_event() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  file public.case_file;
  rule public.procedure_step;
  last public.case_event;
  opened int;
begin
  -- Held until the transaction ends: of two who write at once the second sees the first.
  select * into file from case_file where subject_code = new.subject_code and case_id = new.case_id for update;
  if not found then
    raise exception 'case-event: there is no such case' using errcode = 'XH002';
  end if;
  select * into rule from procedure_step
    where procedure = file.procedure and version = file.version and step = new.step;
  if not found then
    raise exception 'case-event: % has no step %', file.procedure, new.step using errcode = 'XH002';
  end if;
  select * into last from case_event
    where subject_code = new.subject_code and case_id = new.case_id order by n desc limit 1;
  if new.n <> coalesce(last.n, 0) + 1 then
    raise exception 'case-event: the next is %, not %', coalesce(last.n, 0) + 1, new.n using errcode = 'XH003';
  end if;
  if new.at < last.at then
    raise exception 'case-event: it lies before the one before it' using errcode = 'XH002';
  end if;
  if coalesce(last.state, 'before') <> all (rule.from_states) then
    raise exception 'case-event: % does not follow on %', new.step, coalesce(last.state, 'before') using errcode = 'XH002';
  end if;
  if not (new.state = any (rule.to_states) or (rule.to_states = '{}' and new.state = last.state)) then
    raise exception 'case-event: % does not lead to %', new.step, new.state using errcode = 'XH002';
  end if;
  if rule.opens then
    if new.lengths is null then
      raise exception 'case-event: it opens a case without its deadlines' using errcode = 'XH002';
    end if;
    return new;
  end if;
  select max(e.n) into opened from case_event e
    join procedure_step s on s.procedure = file.procedure and s.version = file.version and s.step = e.step and s.opens
    where e.subject_code = new.subject_code and e.case_id = new.case_id;
  if exists (
    select from unnest(rule.after_steps) as needed
    where not exists (select from case_event e where e.subject_code = new.subject_code and e.case_id = new.case_id
      and e.n >= opened and e.step = needed)
  ) then
    raise exception 'case-event: % needs %', new.step, rule.after_steps using errcode = 'XH002';
  end if;
  if exists (
    select from case_event e where e.subject_code = new.subject_code and e.case_id = new.case_id
      and e.n >= opened and e.step = any (rule.not_by) and e.who = new.who
  ) then
    raise exception 'case-event: % takes a second person', new.step using errcode = 'XH002';
  end if;
  if rule.times <= (
    select count(*) from case_event e where e.subject_code = new.subject_code and e.case_id = new.case_id
      and e.n >= opened and e.step = new.step
  ) then
    raise exception 'case-event: % was taken already', new.step using errcode = 'XH002';
  end if;
  return new;
end $$;
create trigger by_the_table before insert on case_event for each row execute function check_case_event();

-- Where a case stands in the queues: of each open one a line, with the day on which its first clock
-- ends. Made of its events in the same transaction; it can be made again from them at any time.
create table case_clock (
  subject_code text not null,
  case_id      bigint not null,
  procedure    text not null,
  record_id    bigint not null,
  state        text not null,
  -- Whose turn it is.
  turn         text not null,
  -- The clock, and its last day; 9999-12-31 while it stands still.
  clock        text,
  due          date not null,
  -- The first day that the loaded calendars do not tell.
  missing_year int,
  source_code  text not null,
  n            int not null,
  opened_on    date not null,
  primary key (subject_code, case_id)
);
-- One case of a kind about a record at a time.
create unique index case_clock_record on case_clock (subject_code, record_id, procedure);
create index case_clock_due on case_clock (source_code, turn, due, case_id);
create index case_clock_missing on case_clock (missing_year) where missing_year is not null;

-- Numbers of papers, without gaps for each series and year: a step that fails takes its number back.
create table paper_number (
  series text not null,
  year   int not null,
  last   int not null check (last > 0),
  primary key (series, year)
);
create function check_paper_number() returns trigger language plpgsql as $$
begin
  if new.series <> old.series or new.year <> old.year or new.last <> old.last + 1 then
    raise exception 'paper-number: numbers go up by one' using errcode = 'XH002';
  end if;
  return new;
end $$;
create trigger by_one before update on paper_number for each row execute function check_paper_number();

-- A paper as it was made out: its exact bytes, whose digest stands in the step's entry.
create table case_paper (
  subject_code text not null,
  case_id      bigint not null,
  n            int not null,
  series       text not null,
  year         int not null,
  number       int not null,
  title        text not null,
  digest       bytea not null check (digest = sha256(bytes)),
  bytes        bytea not null,
  at           timestamptz not null,
  primary key (subject_code, case_id, n),
  unique (series, year, number)
);
create trigger append_only before update or delete or truncate on case_paper
  for each statement execute function refuse_change();

create or replace function ensure_months(first_day date, months int) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  day date := date_trunc('month', first_day);
  t text;
  begins text;
  ends text;
  is_held boolean;
begin
  -- Two servers at once: one waits for the other.
  perform pg_advisory_xact_lock(hashtext('xinheng months'));
  for n in 0 .. months - 1 loop
    begins := to_char(day, 'YYYY-MM-DD') || ' 00:00:00+08';
    ends := to_char(day + interval '1 month', 'YYYY-MM-DD') || ' 00:00:00+08';
    foreach t in array array['ledger', 'receipt', 'case_event'] loop
      continue when to_regclass(format('%I', t || '_' || to_char(day, 'YYYY_MM'))) is not null;
      execute format('select exists (select from %I where at >= %L and at < %L)', t || '_other', begins, ends) into is_held;
      continue when is_held;
      execute format('create table %I partition of %I for values from (%L) to (%L)',
        t || '_' || to_char(day, 'YYYY_MM'), t, begins, ends);
    end loop;
    day := day + interval '1 month';
  end loop;
end $$;
select ensure_months('2026-10-01', 27);

grant select on procedure_step to xinheng;
grant select, insert on case_file, case_event, case_paper to xinheng;
grant select on case_event_other to xinheng;
grant select, insert, update, delete on case_clock to xinheng;
grant select, insert on paper_number to xinheng;
grant update (last) on paper_number to xinheng;
