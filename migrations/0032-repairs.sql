-- A repair that was granted is a lift for everyone whose cause and case are named. Nothing ends it but a
-- step of that case, by whatever way the line is written: asked when the transaction commits, because
-- the step's event stands behind what it does.
alter table hold_event
  add column because text check (because in ('repaired', 'reorganisation')),
  add column case_id bigint,
  add check (because is null or (kind = 'lifted' and reach = 'everyone' and until_day is null and case_id is not null));

create function check_hold_of_case() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  ended public.hold_event;
  steps text[];
begin
  if new.kind = 'lifted' and new.because is not null then
    steps := case new.because when 'repaired' then array['take-over', 'grant', 'complete'] else array['screen'] end;
  elsif new.kind = 'ended' then
    select * into ended from hold_event where subject_code = new.subject_code and id = new.ends;
    if ended.because is null then
      return null;
    end if;
    if new.case_id is distinct from ended.case_id then
      raise exception 'hold-event: only the case % ends it', ended.case_id using errcode = 'XH002';
    end if;
    steps := case ended.because when 'repaired' then array['revoke'] else array['complete', 'end-screening'] end;
  else
    return null;
  end if;
  if not exists (
    select from case_file f join case_event e on e.subject_code = f.subject_code and e.case_id = f.case_id
    where f.subject_code = new.subject_code and f.case_id = new.case_id and f.procedure = 'repair'
      and e.at = new.at and e.step = any (steps)
  ) then
    raise exception 'hold-event: the case % has no step for it', new.case_id using errcode = 'XH002';
  end if;
  return null;
end $$;
create constraint trigger of_the_case after insert on hold_event
  deferrable initially deferred for each row execute function check_hold_of_case();

-- What is to be taken back from whoever was told of it: a record that was repaired or withdrawn. Written by
-- the database itself, so that no way of repairing or withdrawing forgets it.
create table recall (
  id           bigint generated always as identity primary key,
  subject_code text not null,
  record_id    bigint not null,
  because      text not null check (because in ('repaired', 'withdrawn')),
  at           timestamptz not null
);
create index recall_subject on recall (subject_code);
create trigger append_only before update or delete or truncate on recall
  for each statement execute function refuse_change();
-- Those whose recipients were not looked up yet.
create table recall_waiting (recall bigint primary key references recall);

create function recall_record() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  made bigint;
begin
  insert into recall (subject_code, record_id, because, at)
    values (new.subject_code, new.record_id, tg_argv[0], new.at) returning id into made;
  insert into recall_waiting values (made);
  return null;
end $$;
create trigger recalls after insert on withdrawal for each row execute function recall_record('withdrawn');
create trigger recalls after insert on hold_event for each row when (new.because = 'repaired')
  execute function recall_record('repaired');

-- Who was told, and is asked to delete it: by the number of the receipt or report, or by the case of a
-- look into the file. Neither what nor why goes out with it.
create table retraction (
  id           bigint generated always as identity primary key,
  recall       bigint not null references recall,
  -- The code under which it was asked for.
  subject_code text not null,
  body         text not null,
  who          text not null,
  kind         text not null check (kind in ('receipt', 'report', 'look')),
  reference    text not null,
  -- When it was given.
  given_at     timestamptz not null,
  at           timestamptz not null,
  -- The last day on which it is to be acknowledged; null where the calendar of the year is not loaded.
  due          date,
  unique (recall, body, kind, reference, given_at)
);
create index retraction_body on retraction (body, id);
create index retraction_subject on retraction (subject_code, id);
create trigger append_only before update or delete or truncate on retraction
  for each statement execute function refuse_change();
create table retraction_answer (
  retraction bigint primary key references retraction,
  who        text not null,
  at         timestamptz not null
);
create trigger append_only before update or delete or truncate on retraction_answer
  for each statement execute function refuse_change();
-- Of each that was not acknowledged a line; taken away with its answer.
create table retraction_open (
  retraction bigint primary key references retraction,
  body       text not null,
  due        date,
  at         timestamptz not null
);
create index retraction_open_body on retraction_open (body, retraction);
create function retraction_answered() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  delete from retraction_open where retraction = new.retraction;
  return null;
end $$;
create trigger closes after insert on retraction_answer for each row execute function retraction_answered();
create function retraction_opened() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into retraction_open values (new.id, new.body, new.due, new.at);
  return null;
end $$;
create trigger opens after insert on retraction for each row execute function retraction_opened();

grant select on recall, retraction_open to xinheng;
grant select, delete on recall_waiting to xinheng;
grant select, insert on retraction, retraction_answer to xinheng;
