-- What a case's events say is read once for each new event, from the case's own month on. 0031 asked the partitions of all
-- months for every single question, each of which was planned anew.

drop function clock_began(case_file, procedure_clock, int);
drop function case_step_taken(case_file, int, text[]);
drop function case_step_said(case_file, int, text, text);
drop function clock_is_over(case_file, int, text, date);

-- The first day of a clock in a round of a case; null where it has not begun.
create function clock_began(past case_event[], clock procedure_clock, opened int) returns date
language sql stable as $$
  select min(coalesce((e.fields ->> (clock.starts_on ->> e.step))::date, (e.at at time zone 'Asia/Shanghai')::date))
  from unnest(past) as e where e.n >= opened and e.step = any (clock.starts)
$$;

-- Whether one of these steps was taken in a round.
create function case_step_taken(past case_event[], opened int, steps text[]) returns boolean
language sql stable as $$
  select exists (select from unnest(past) as e where e.n >= opened and e.step = any (steps))
$$;

-- What a step stated last in a round.
create function case_step_said(past case_event[], opened int, asked text, field text) returns text
language sql stable as $$
  select e.fields ->> field from unnest(past) as e where e.n >= opened and e.step = asked order by e.n desc limit 1
$$;

-- Whether a clock's last day, as the events tell it, lies before a day.
create function clock_is_over(past case_event[], opened int, clock text, day date) returns boolean
language sql stable as $$
  select coalesce((
    select (e.last_days ->> clock)::date < day from unnest(past) as e
    where e.n >= opened and (e.last_days -> clock) is not null
    order by e.n desc limit 1), false)
$$;

create or replace function check_case_event() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  file public.case_file;
  rule public.procedure_step;
  past public.case_event[];
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
  -- No upper end: what lies after the new one is what tells that it is backdated.
  select coalesce(array_agg(e order by e.n), '{}') into past from case_event e
    where e.subject_code = new.subject_code and e.case_id = new.case_id and e.at >= file.at;
  last := past[cardinality(past)];
  if new.n <> coalesce(last.n, 0) + 1 then
    raise exception 'case-event: the next is %, not %', coalesce(last.n, 0) + 1, new.n using errcode = 'XH003';
  end if;
  if new.at < last.at then
    raise exception 'case-event: it lies before the one before it' using errcode = 'XH002';
  end if;
  -- So that none is ever outside what is read here.
  if new.at < file.at then
    raise exception 'case-event: it lies before its case' using errcode = 'XH002';
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
    select max(e.n) into opened from unnest(past) as e
      join procedure_step s on s.procedure = file.procedure and s.version = file.version and s.step = e.step and s.opens;
    lengths := (past[opened]).lengths;
  end if;
  if exists (
    select from unnest(rule.after_steps) as needed where not case_step_taken(past, opened, array[needed])
  ) then
    raise exception 'case-event: % needs %', new.step, rule.after_steps using errcode = 'XH002';
  end if;
  if exists (
    select from unnest(past) as e where e.n >= opened and e.step = any (rule.not_by) and e.who = new.who
  ) then
    raise exception 'case-event: % takes a second person', new.step using errcode = 'XH002';
  end if;
  if rule.times <= (
    select count(*) from unnest(past) as e where e.n >= opened and e.step = new.step
  ) then
    raise exception 'case-event: % was taken already', new.step using errcode = 'XH002';
  end if;

  -- A day that a step states: not after today, and not before what it follows on.
  if rule.day_field is not null then
    if (new.fields ->> rule.day_field)::date > today or exists (
      select from unnest(past) as e where e.n >= opened
        and e.step = any (rule.day_after) and (e.at at time zone 'Asia/Shanghai')::date > (new.fields ->> rule.day_field)::date
    ) then
      raise exception 'case-event: % states a day on which it cannot have been', new.step using errcode = 'XH002';
    end if;
  end if;
  if rule.waits is not null and not clock_is_over(past, opened, rule.waits, today)
     and not case_step_taken(past, opened, rule.waived_by) then
    raise exception 'case-event: % waits for % to be over', new.step, rule.waits using errcode = 'XH002';
  end if;

  -- A last day lies at least so many days behind the first as the clock has working days.
  for clock in select c.* from procedure_clock c
    where c.procedure = file.procedure and c.version = file.version and (new.last_days -> c.clock) is not null
      and (new.last_days ->> c.clock) is not null loop
    days := greatest(coalesce((lengths -> clock.deadline ->> 'workingDays')::int, 0), clock.least_days);
    if clock.extended_by is not null and (new.step = clock.extended_by or case_step_taken(past, opened, array[clock.extended_by])) then
      days := days + coalesce((lengths -> clock.extension ->> 'workingDays')::int, 0);
    end if;
    if (new.last_days ->> clock.clock)::date < days + coalesce(
      clock_began(past, clock, opened),
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
      where needed <> new.step and not case_step_taken(past, opened, array[needed])) then
      raise exception 'case-event: % without %', guard.effect, guard.steps using errcode = 'XH002';
    end if;
    select count(distinct p.who) into days from (
      select e.who from unnest(past) as e where e.n >= opened and e.step = any (guard.steps)
      union select new.who) as p;
    if days < guard.persons then
      raise exception 'case-event: % takes % persons', guard.effect, guard.persons using errcode = 'XH002';
    end if;
    if exists (select from unnest(guard.clocks) as waited where not clock_is_over(past, opened, waited, today))
       and not case_step_taken(past, opened, guard.waived_by) then
      raise exception 'case-event: % before % is over', guard.effect, guard.clocks using errcode = 'XH002';
    end if;
    if exists (select from json_to_recordset(guard.says) as s(step text, field text)
      where coalesce(case when s.step = new.step then new.fields ->> s.field
        else case_step_said(past, opened, s.step, s.field) end, '') !~ '\S') then
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
