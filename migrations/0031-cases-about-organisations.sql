-- Cases about an organisation, such as a listing: no record yet, and any number of records that it rests on. And what stands
-- before an adverse effect (notice, defence, a second person, remedies, an article) is asked by the database too.

alter table case_file alter column record_id drop not null;
alter table case_file alter column record_version drop not null;
-- What it is about beside the organisation, such as a list, and the article under which it began.
alter table case_file add column topic text check (topic ~ '\S');
alter table case_file add column article text check (article ~ '\S');
alter table case_file add check ((record_id is null) = (record_version is null));
alter table case_file add check (record_id is not null or topic is not null);
create index case_file_topic on case_file (subject_code, procedure, topic) where topic is not null;

alter table case_clock alter column record_id drop not null;
alter table case_clock add column topic text;
-- One of a kind about an organisation and a topic at a time.
create unique index case_clock_topic on case_clock (subject_code, procedure, topic) where record_id is null;

-- The records that a step rests on, as they stood: looked at again by every step that decides.
create table case_basis (
  subject_code   text not null,
  case_id        bigint not null,
  -- The step that named it.
  n              int not null,
  record_subject text not null,
  record_id      bigint not null,
  record_version int not null,
  primary key (subject_code, case_id, n, record_subject, record_id)
);
create index case_basis_record on case_basis (record_subject, record_id);
create trigger append_only before update or delete or truncate on case_basis
  for each statement execute function refuse_change();

-- Of each clock that something waits for the last day, as it was when the step was taken; null while it stands still or is
-- not known. The calendar is the program's: what is asked here is that no last day lies nearer than the days it is made of.
alter table case_event add column last_days json;

-- More of each table of steps.
alter table procedure_step add column goals json;
alter table procedure_step add column parties text[] not null default '{}';
alter table procedure_step add column needs text[] not null default '{}';
alter table procedure_step add column waits text;
alter table procedure_step add column waived_by text[] not null default '{}';
alter table procedure_step add column day_field text;
alter table procedure_step add column day_after text[] not null default '{}';
alter table procedure_step add column effects json not null default '[]';
create table procedure_clock (
  procedure   text not null,
  version     text not null,
  clock       text not null,
  deadline    text not null,
  least_days  int not null check (least_days > 0),
  starts      text[] not null,
  -- Step -> the field that holds its first day.
  starts_on   json not null,
  extended_by text,
  extension   text,
  primary key (procedure, version, clock)
);
create trigger append_only before update or delete or truncate on procedure_clock
  for each statement execute function refuse_change();
create table procedure_guard (
  procedure text not null,
  version   text not null,
  effect    text not null,
  steps     text[] not null,
  persons   int not null check (persons > 1),
  clocks    text[] not null,
  waived_by text[] not null,
  -- What the last of these steps must have stated.
  says      json not null,
  article   boolean not null,
  primary key (procedure, version, effect)
);
create trigger append_only before update or delete or truncate on procedure_guard
  for each statement execute function refuse_change();

-- The lines of the objection, which the table of 0022 has without what is new.
alter table procedure_step disable trigger append_only;
delete from procedure_step where procedure = 'objection' and version = '1';
alter table procedure_step enable trigger append_only;
insert into procedure_step (procedure, version, step, from_states, to_states, after_steps, not_by, times, opens,
  goals, parties, needs, waits, waived_by, day_field, day_after, effects) values
  ('objection', '1', 'receive', '{before}', '{received}', '{}', '{}', null, true, null, '{office,organisation,interested}', '{claim,applicant,paper,statement}', null, '{}', null, '{}', '["mark"]'),
  ('objection', '1', 'own-error', '{received}', '{own-error}', '{}', '{}', null, false, null, '{office}', '{reason}', null, '{}', null, '{}', '["lift"]'),
  ('objection', '1', 'forward', '{received}', '{forwarded}', '{}', '{}', null, false, null, '{office}', '{ask}', null, '{}', null, '{}', '[]'),
  ('objection', '1', 'verify', '{forwarded}', '{found-corrected,found-withdrawn,found-right}', '{}', '{}', null, false, '{"field":"finding","to":{"corrected":"found-corrected","withdrawn":"found-withdrawn","right":"found-right"}}', '{source}', '{finding,reason}', null, '{}', null, '{}', '{"field":"finding","to":{"corrected":["see-changed"],"withdrawn":["withdraw"],"right":["see-same"]}}'),
  ('objection', '1', 'put-right', '{received,own-error,forwarded}', '{found-corrected,found-withdrawn}', '{}', '{}', null, false, '{"field":"finding","to":{"corrected":"found-corrected","withdrawn":"found-withdrawn"}}', '{office}', '{finding,reason}', null, '{}', null, '{}', '["see-changed"]'),
  ('objection', '1', 'ask-again', '{found-corrected,found-right}', '{forwarded}', '{}', '{}', 1, false, null, '{office}', '{ask}', null, '{}', null, '{}', '[]'),
  ('objection', '1', 'answer-corrected', '{found-corrected}', '{corrected}', '{}', '{}', null, false, null, '{office}', '{reason}', null, '{}', null, '{}', '["see-changed","end-mark","end-lift"]'),
  ('objection', '1', 'answer-withdrawn', '{found-withdrawn}', '{withdrawn}', '{}', '{}', null, false, null, '{office}', '{reason}', null, '{}', null, '{}', '["see-changed","end-mark","end-lift"]'),
  ('objection', '1', 'answer-upheld', '{found-right}', '{upheld}', '{verify}', '{verify}', null, false, null, '{office}', '{reason,remedy}', null, '{}', null, '{}', '["see-same","uphold","end-mark"]'),
  ('objection', '1', 'appraise', '{forwarded}', '{}', '{}', '{}', 1, false, null, '{office,source}', '{paper,reason}', null, '{}', null, '{}', '[]'),
  ('objection', '1', 'appraised', '{forwarded}', '{}', '{appraise}', '{}', 1, false, null, '{office,source}', '{paper}', null, '{}', null, '{}', '[]'),
  ('objection', '1', 'extend', '{received,own-error,forwarded,found-corrected,found-withdrawn,found-right}', '{}', '{}', '{}', 1, false, null, '{office}', '{reason}', null, '{}', null, '{}', '[]'),
  ('objection', '1', 'take-back', '{received,forwarded,found-right}', '{taken-back}', '{}', '{}', null, false, null, '{office,organisation,interested}', '{paper,reason}', null, '{}', null, '{}', '["end-mark"]'),
  ('objection', '1', 'reopen', '{corrected,upheld,taken-back}', '{received}', '{}', '{}', null, true, null, '{office}', '{paper,reason}', null, '{}', null, '{}', '["mark"]');
insert into procedure_guard (procedure, version, effect, steps, persons, clocks, waived_by, says, article) values
  ('objection', '1', 'uphold', '{verify}', 2, '{}', '{}', '[]', false);
-- The first day of a clock in a round of a case; null where it has not begun.
create function clock_began(file case_file, clock procedure_clock, opened int) returns date
language sql stable as $$
  select min(coalesce((e.fields ->> (clock.starts_on ->> e.step))::date, (e.at at time zone 'Asia/Shanghai')::date))
  from case_event e
  where e.subject_code = file.subject_code and e.case_id = file.case_id and e.n >= opened and e.step = any (clock.starts)
$$;

-- Whether one of these steps was taken in a round.
create function case_step_taken(file case_file, opened int, steps text[]) returns boolean
language sql stable as $$
  select exists (select from case_event e where e.subject_code = file.subject_code and e.case_id = file.case_id
    and e.n >= opened and e.step = any (steps))
$$;

-- What a step stated last in a round.
create function case_step_said(file case_file, opened int, asked text, field text) returns text
language sql stable as $$
  select e.fields ->> field from case_event e
  where e.subject_code = file.subject_code and e.case_id = file.case_id and e.n >= opened and e.step = asked
  order by e.n desc limit 1
$$;

-- Whether a clock's last day, as the events tell it, lies before a day.
create function clock_is_over(file case_file, opened int, clock text, day date) returns boolean
language sql stable as $$
  select coalesce((
    select (e.last_days ->> clock)::date < day from case_event e
    where e.subject_code = file.subject_code and e.case_id = file.case_id and e.n >= opened
      and (e.last_days -> clock) is not null
    order by e.n desc limit 1), false)
$$;

create or replace function check_case_event() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  file public.case_file;
  rule public.procedure_step;
  last public.case_event;
  clock public.procedure_clock;
  guard public.procedure_guard;
  opened int;
  today date := (new.at at time zone 'Asia/Shanghai')::date;
  said text;
  days int;
  lengths json;
  names json;
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
  if rule.goals is not null and new.state is distinct from rule.goals -> 'to' ->> (new.fields ->> (rule.goals ->> 'field')) then
    raise exception 'case-event: % does not lead to % by what it states', new.step, new.state using errcode = 'XH002';
  end if;
  if new.party <> all (rule.parties) then
    raise exception 'case-event: % is not for %', new.step, new.party using errcode = 'XH002';
  end if;
  foreach said in array rule.needs loop
    if coalesce(new.fields ->> said, '') !~ '\S' then
      raise exception 'case-event: % does not state %', new.step, said using errcode = 'XH002';
    end if;
  end loop;
  if rule.opens then
    if new.lengths is null then
      raise exception 'case-event: it opens a case without its deadlines' using errcode = 'XH002';
    end if;
    opened := new.n;
    lengths := new.lengths;
  else
    select max(e.n) into opened from case_event e
      join procedure_step s on s.procedure = file.procedure and s.version = file.version and s.step = e.step and s.opens
      where e.subject_code = new.subject_code and e.case_id = new.case_id;
    select e.lengths into lengths from case_event e
      where e.subject_code = new.subject_code and e.case_id = new.case_id and e.n = opened;
  end if;
  if exists (
    select from unnest(rule.after_steps) as needed where not case_step_taken(file, opened, array[needed])
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

  -- A day that a step states: not after today, and not before what it follows on.
  if rule.day_field is not null then
    if (new.fields ->> rule.day_field)::date > today or exists (
      select from case_event e where e.subject_code = new.subject_code and e.case_id = new.case_id and e.n >= opened
        and e.step = any (rule.day_after) and (e.at at time zone 'Asia/Shanghai')::date > (new.fields ->> rule.day_field)::date
    ) then
      raise exception 'case-event: % states a day on which it cannot have been', new.step using errcode = 'XH002';
    end if;
  end if;
  if rule.waits is not null and not clock_is_over(file, opened, rule.waits, today)
     and not case_step_taken(file, opened, rule.waived_by) then
    raise exception 'case-event: % waits for % to be over', new.step, rule.waits using errcode = 'XH002';
  end if;

  -- A last day lies at least so many days behind the first as the clock has working days.
  for clock in select c.* from procedure_clock c
    where c.procedure = file.procedure and c.version = file.version and (new.last_days -> c.clock) is not null
      and (new.last_days ->> c.clock) is not null loop
    days := greatest(coalesce((lengths -> clock.deadline ->> 'workingDays')::int, 0), clock.least_days);
    if clock.extended_by is not null and (new.step = clock.extended_by or case_step_taken(file, opened, array[clock.extended_by])) then
      days := days + coalesce((lengths -> clock.extension ->> 'workingDays')::int, 0);
    end if;
    if (new.last_days ->> clock.clock)::date < days + coalesce(
      clock_began(file, clock, opened),
      case when new.step = any (clock.starts)
        then coalesce((new.fields ->> (clock.starts_on ->> new.step))::date, today) end,
      'infinity'::date
    ) then
      raise exception 'case-event: the last day of % lies too near', clock.clock using errcode = 'XH002';
    end if;
  end loop;

  -- What must stand before an adverse effect, whatever way led there.
  names := case when json_typeof(rule.effects) = 'array' then rule.effects
    else coalesce(rule.effects -> 'to' -> (new.fields ->> (rule.effects ->> 'field')), '[]') end;
  for guard in select g.* from procedure_guard g
    where g.procedure = file.procedure and g.version = file.version
      and g.effect in (select json_array_elements_text(names)) loop
    if exists (select from unnest(guard.steps) as needed
      where needed <> new.step and not case_step_taken(file, opened, array[needed])) then
      raise exception 'case-event: % without %', guard.effect, guard.steps using errcode = 'XH002';
    end if;
    select count(distinct p.who) into days from (
      select e.who from case_event e where e.subject_code = new.subject_code and e.case_id = new.case_id
        and e.n >= opened and e.step = any (guard.steps)
      union select new.who) as p;
    if days < guard.persons then
      raise exception 'case-event: % takes % persons', guard.effect, guard.persons using errcode = 'XH002';
    end if;
    if exists (select from unnest(guard.clocks) as waited where not clock_is_over(file, opened, waited, today))
       and not case_step_taken(file, opened, guard.waived_by) then
      raise exception 'case-event: % before % is over', guard.effect, guard.clocks using errcode = 'XH002';
    end if;
    if exists (select from json_to_recordset(guard.says) as s(step text, field text)
      where coalesce(case when s.step = new.step then new.fields ->> s.field
        else case_step_said(file, opened, s.step, s.field) end, '') !~ '\S') then
      raise exception 'case-event: % without %', guard.effect, guard.says using errcode = 'XH002';
    end if;
    if guard.article and not exists (
      select from rule_book b join rule_pack p on p.digest = any (b.packs)
      where b.digest = file.rule_book and p.name like '%/lists/%' and p.text like '%id: ' || file.topic || E'\n%'
        and position(file.article in p.text) > 0
    ) then
      raise exception 'case-event: % without an article of its rules', guard.effect using errcode = 'XH002';
    end if;
  end loop;
  return new;
end $$;

grant select on procedure_clock, procedure_guard to xinheng;
grant select, insert on case_basis to xinheng;
