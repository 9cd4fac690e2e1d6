-- The table of a listing (src/cases/listing), as the program has it.
insert into procedure_step (procedure, version, step, from_states, to_states, after_steps, not_by, times, opens,
  goals, parties, needs, waits, waived_by, day_field, day_after, effects) values
  ('listing', '1', 'propose', '{before}', '{proposed}', '{}', '{}', null, true, null, '{authority}', '{criterion,facts}', null, '{}', null, '{}', '["see-listable","see-basis"]'),
  ('listing', '1', 'notify', '{proposed}', '{noticed}', '{}', '{}', null, false, null, '{authority}', '{reasons,measures}', null, '{}', null, '{}', '["see-listable","see-basis"]'),
  ('listing', '1', 'serve-notice', '{noticed}', '{told}', '{}', '{}', 1, false, null, '{authority}', '{way,servedOn,proof}', null, '{}', 'servedOn', '{notify}', '[]'),
  ('listing', '1', 'state', '{told,heard}', '{heard}', '{}', '{}', null, false, null, '{organisation,authority}', '{statement,paper}', null, '{}', null, '{}', '[]'),
  ('listing', '1', 'waive', '{told,heard}', '{waived}', '{}', '{}', 1, false, null, '{organisation,authority}', '{paper}', null, '{}', null, '{}', '[]'),
  ('listing', '1', 'suspend', '{told,heard}', '{}', '{}', '{}', 1, false, null, '{authority}', '{reason}', null, '{}', null, '{}', '[]'),
  ('listing', '1', 'resume', '{told,heard}', '{}', '{suspend}', '{}', 1, false, null, '{authority}', '{reason}', null, '{}', null, '{}', '[]'),
  ('listing', '1', 'extend', '{told,heard}', '{}', '{}', '{}', 1, false, null, '{authority}', '{paper,reason}', null, '{}', null, '{}', '[]'),
  ('listing', '1', 'review', '{told,heard,waived}', '{reviewed}', '{}', '{}', null, false, null, '{authority}', '{opinion}', 'defence', '{waive}', null, '{}', '["see-basis"]'),
  ('listing', '1', 'decide', '{reviewed}', '{decided}', '{serve-notice,review}', '{propose,reopen,notify,review}', 1, false, null, '{authority}', '{reason,removal,remedy}', 'defence', '{waive}', null, '{}', '["see-listable","see-basis"]'),
  ('listing', '1', 'decide-otherwise', '{reviewed}', '{reminded,committed,conditional,dropped}', '{}', '{}', null, false, '{"field":"outcome","to":{"reminder":"reminded","commitment":"committed","conditional":"conditional","none":"dropped"}}', '{authority}', '{outcome,reason}', null, '{}', null, '{}', '[]'),
  ('listing', '1', 'repair-notice', '{decided}', '{}', '{}', '{}', 1, false, null, '{authority}', '{how}', null, '{}', null, '{}', '[]'),
  ('listing', '1', 'serve-decision', '{decided}', '{listed}', '{decide,repair-notice}', '{}', 1, false, null, '{authority}', '{way,servedOn,proof}', 'defence', '{waive}', 'servedOn', '{decide,repair-notice}', '["see-listable","see-basis","list"]'),
  ('listing', '1', 'drop', '{proposed,noticed,told,heard,waived,reviewed,decided}', '{dropped}', '{}', '{}', null, false, null, '{authority}', '{reason}', null, '{}', null, '{}', '[]'),
  ('listing', '1', 'fulfilled', '{conditional,committed}', '{spared}', '{}', '{}', null, false, null, '{authority}', '{reason}', null, '{}', null, '{}', '[]'),
  ('listing', '1', 'reopen', '{conditional,committed}', '{proposed}', '{}', '{}', null, true, null, '{authority}', '{reason}', null, '{}', null, '{}', '["see-listable","see-basis"]'),
  ('listing', '1', 'contest', '{listed}', '{}', '{}', '{}', null, false, null, '{authority}', '{contest,paper,reason}', null, '{}', null, '{}', '["contest"]'),
  ('listing', '1', 'end-contest', '{listed}', '{}', '{contest}', '{}', null, false, null, '{authority}', '{paper,reason}', null, '{}', null, '{}', '["end-contest"]'),
  ('listing', '1', 'stay', '{listed}', '{}', '{}', '{}', null, false, null, '{authority}', '{paper,reason}', null, '{}', null, '{}', '["stay"]'),
  ('listing', '1', 'end-stay', '{listed}', '{}', '{stay}', '{}', null, false, null, '{authority}', '{paper,reason}', null, '{}', null, '{}', '["end-stay"]'),
  ('listing', '1', 'release', '{listed}', '{released}', '{}', '{}', null, false, null, '{authority}', '{paper,reason}', null, '{}', null, '{}', '["end-listing"]'),
  ('listing', '1', 'annul', '{listed}', '{annulled}', '{}', '{}', null, false, null, '{authority}', '{because,document,reason}', null, '{}', null, '{}', '["withdraw"]');
insert into procedure_clock (procedure, version, clock, deadline, least_days, starts, starts_on, extended_by, extension) values
  ('listing', '1', 'defence', 'listing-defence', 3, '{serve-notice}', '{"serve-notice":"servedOn"}', 'extend', 'listing-defence-extension');
insert into procedure_guard (procedure, version, effect, steps, persons, clocks, waived_by, says, article) values
  ('listing', '1', 'list', '{notify,serve-notice,review,decide,repair-notice}', 2, '{defence}', '{waive}', '[{"step":"notify","field":"reasons"},{"step":"serve-notice","field":"proof"},{"step":"decide","field":"remedy"},{"step":"decide","field":"removal"},{"step":"serve-decision","field":"proof"}]', true);

-- An entry that ended before its term is recalled from whoever was told of it, like a record that was repaired.
create function recall_released() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  made bigint;
begin
  if exists (select from case_file f where f.subject_code = new.subject_code and f.case_id = new.case_id
    and f.procedure = 'listing') then
    insert into recall (subject_code, record_id, because, at)
      values (new.subject_code, (new.made ->> 'record')::bigint, 'repaired', new.at) returning id into made;
    insert into recall_waiting values (made);
  end if;
  return null;
end $$;
create trigger recalls after insert on case_event for each row when (new.step = 'release')
  execute function recall_released();
