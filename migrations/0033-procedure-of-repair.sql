-- The procedure of repair. Its effects are what lets a lift be entered and ended (0032 named its steps).
create or replace function check_hold_of_case() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  ended public.hold_event;
  wanted text[];
begin
  if new.kind = 'lifted' and new.because is not null then
    wanted := case new.because when 'repaired' then array['repair'] else array['screen'] end;
  elsif new.kind = 'ended' then
    select * into ended from hold_event where subject_code = new.subject_code and id = new.ends;
    if ended.because is null then
      return null;
    end if;
    if new.case_id is distinct from ended.case_id then
      raise exception 'hold-event: only the case % ends it', ended.case_id using errcode = 'XH002';
    end if;
    -- A screening also ends where it becomes a repair.
    wanted := case ended.because when 'repaired' then array['revoke'] else array['revoke', 'repair'] end;
  else
    return null;
  end if;
  if not exists (
    select from case_file f
      join case_event e on e.subject_code = f.subject_code and e.case_id = f.case_id
      join procedure_step s on s.procedure = f.procedure and s.version = f.version and s.step = e.step
    where f.subject_code = new.subject_code and f.case_id = new.case_id and e.at = new.at
      and json_typeof(s.effects) = 'array'
      and exists (select from json_array_elements_text(s.effects) as effect where effect = any (wanted))
  ) then
    raise exception 'hold-event: the case % has no step for it', new.case_id using errcode = 'XH002';
  end if;
  return null;
end $$;

insert into procedure_step (procedure, version, step, from_states, to_states, after_steps, not_by, times, opens,
  goals, parties, needs, waits, waived_by, day_field, day_after, effects) values
  ('repair', '1', 'receive', '{before}', '{received}', '{}', '{}', null, true, null, '{office,authority,organisation}', '{ground,channel,paper}', null, '{}', null, '{}', '{"field":"ground","to":{"performed":["see-repairable"],"reorganisation":["see-standing"]}}'),
  ('repair', '1', 'take-over', '{before}', '{granted}', '{}', '{}', null, true, null, '{office}', '{decision,decidedOn}', null, '{}', 'decidedOn', '{}', '["see-standing","repair"]'),
  ('repair', '1', 'ask-supplement', '{received}', '{supplement}', '{}', '{}', 1, false, null, '{authority}', '{missing}', null, '{}', null, '{}', '[]'),
  ('repair', '1', 'supplement', '{supplement}', '{received}', '{}', '{}', null, false, null, '{office,authority,organisation}', '{paper,statement}', null, '{}', null, '{}', '[]'),
  ('repair', '1', 'accept', '{received}', '{accepted}', '{}', '{}', null, false, null, '{authority}', '{}', null, '{}', null, '{}', '[]'),
  ('repair', '1', 'decline', '{received,supplement}', '{declined}', '{}', '{}', null, false, null, '{authority}', '{reason,remedy}', null, '{}', null, '{}', '[]'),
  ('repair', '1', 'grant', '{accepted}', '{granted}', '{}', '{}', null, false, null, '{authority}', '{reason}', null, '{}', null, '{}', '["see-standing","repair"]'),
  ('repair', '1', 'refuse', '{accepted}', '{refused}', '{accept}', '{accept}', null, false, null, '{authority}', '{reason,remedy}', null, '{}', null, '{}', '["uphold"]'),
  ('repair', '1', 'screen', '{accepted}', '{screened}', '{}', '{}', null, false, null, '{authority}', '{ruling}', null, '{}', null, '{}', '["see-standing","screen"]'),
  ('repair', '1', 'complete', '{screened}', '{granted}', '{}', '{}', null, false, null, '{authority}', '{reason}', null, '{}', null, '{}', '["repair"]'),
  ('repair', '1', 'extend', '{accepted}', '{}', '{}', '{}', 1, false, null, '{authority}', '{reason}', null, '{}', null, '{}', '[]'),
  ('repair', '1', 'take-back', '{received,supplement,accepted}', '{taken-back}', '{}', '{}', null, false, null, '{office,organisation}', '{paper,reason}', null, '{}', null, '{}', '[]'),
  ('repair', '1', 'notice-revocation', '{granted}', '{revoking}', '{}', '{}', null, true, null, '{authority}', '{facts,article}', null, '{}', null, '{}', '[]'),
  ('repair', '1', 'notice-ending', '{screened}', '{ending}', '{}', '{}', null, true, null, '{authority}', '{facts,article}', null, '{}', null, '{}', '[]'),
  ('repair', '1', 'serve-notice', '{revoking,ending}', '{}', '{}', '{}', 1, false, null, '{authority,office}', '{way,servedOn,proof}', null, '{}', 'servedOn', '{notice-revocation,notice-ending}', '[]'),
  ('repair', '1', 'defend', '{revoking,ending}', '{}', '{}', '{}', null, false, null, '{organisation,office,authority}', '{statement}', null, '{}', null, '{}', '[]'),
  ('repair', '1', 'waive-defence', '{revoking,ending}', '{}', '{}', '{}', null, false, null, '{organisation,office}', '{paper}', null, '{}', null, '{}', '[]'),
  ('repair', '1', 'revoke', '{revoking,ending}', '{revoked}', '{serve-notice}', '{notice-revocation,notice-ending,serve-notice}', null, false, null, '{authority}', '{reason,remedy}', 'defence', '{waive-defence}', null, '{}', '["revoke"]'),
  ('repair', '1', 'keep-repair', '{revoking}', '{granted}', '{}', '{}', null, false, null, '{authority}', '{reason}', null, '{}', null, '{}', '[]'),
  ('repair', '1', 'keep-screening', '{ending}', '{screened}', '{}', '{}', null, false, null, '{authority}', '{reason}', null, '{}', null, '{}', '[]');
insert into procedure_clock (procedure, version, clock, deadline, least_days, starts, starts_on, extended_by, extension) values
  ('repair', '1', 'defence', 'repair-defence', 3, '{serve-notice}', '{"serve-notice":"servedOn"}', null, null);
insert into procedure_guard (procedure, version, effect, steps, persons, clocks, waived_by, says, article) values
  ('repair', '1', 'uphold', '{accept}', 2, '{}', '{}', '[{"step":"refuse","field":"reason"},{"step":"refuse","field":"remedy"}]', false),
  ('repair', '1', 'revoke', '{serve-notice}', 2, '{defence}', '{waive-defence}', '[{"step":"revoke","field":"reason"},{"step":"revoke","field":"remedy"}]', false);
