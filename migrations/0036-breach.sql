-- The table of a breach of a commitment (src/cases/breach), as the program has it.
insert into procedure_step (procedure, version, step, from_states, to_states, after_steps, not_by, times, opens,
  goals, parties, needs, waits, waived_by, day_field, day_after, effects) values
  ('breach', '1', 'find', '{before}', '{found}', '{}', '{}', null, true, null, '{authority}', '{kept,unperformed,paper}', null, '{}', null, '{}', '["see-commitment"]'),
  ('breach', '1', 'notify', '{found}', '{noticed}', '{}', '{}', null, false, null, '{authority}', '{liability}', null, '{}', null, '{}', '["see-commitment"]'),
  ('breach', '1', 'serve-notice', '{noticed}', '{told}', '{}', '{}', 1, false, null, '{authority}', '{way,servedOn,proof}', null, '{}', 'servedOn', '{notify}', '[]'),
  ('breach', '1', 'state', '{told,heard}', '{heard}', '{}', '{}', null, false, null, '{organisation,authority}', '{statement,paper}', null, '{}', null, '{}', '[]'),
  ('breach', '1', 'waive', '{told,heard}', '{waived}', '{}', '{}', 1, false, null, '{organisation,authority}', '{paper}', null, '{}', null, '{}', '[]'),
  ('breach', '1', 'suspend', '{told,heard}', '{}', '{}', '{}', 1, false, null, '{authority}', '{reason}', null, '{}', null, '{}', '[]'),
  ('breach', '1', 'resume', '{told,heard}', '{}', '{suspend}', '{}', 1, false, null, '{authority}', '{reason}', null, '{}', null, '{}', '[]'),
  ('breach', '1', 'extend', '{told,heard}', '{}', '{}', '{}', 1, false, null, '{authority}', '{paper,reason}', null, '{}', null, '{}', '[]'),
  ('breach', '1', 'review', '{told,heard,waived}', '{reviewed}', '{}', '{}', null, false, null, '{authority}', '{opinion}', 'defence', '{waive}', null, '{}', '["see-commitment"]'),
  ('breach', '1', 'decide', '{reviewed}', '{decided}', '{serve-notice,review}', '{find,notify,review}', 1, false, null, '{authority}', '{reason,remedy}', 'defence', '{waive}', null, '{}', '["see-commitment"]'),
  ('breach', '1', 'decide-otherwise', '{reviewed}', '{kept}', '{}', '{}', null, false, null, '{authority}', '{reason}', null, '{}', null, '{}', '[]'),
  ('breach', '1', 'serve-decision', '{decided}', '{broken}', '{decide}', '{}', 1, false, null, '{authority}', '{way,servedOn,proof}', 'defence', '{waive}', 'servedOn', '{decide}', '["see-commitment","find-breach"]'),
  ('breach', '1', 'drop', '{found,noticed,told,heard,waived,reviewed,decided}', '{kept}', '{}', '{}', null, false, null, '{authority}', '{reason}', null, '{}', null, '{}', '[]');
insert into procedure_clock (procedure, version, clock, deadline, least_days, starts, starts_on, extended_by, extension) values
  ('breach', '1', 'defence', 'breach-defence', 3, '{serve-notice}', '{"serve-notice":"servedOn"}', 'extend', 'breach-defence-extension');
insert into procedure_guard (procedure, version, effect, steps, persons, clocks, waived_by, says, article) values
  ('breach', '1', 'find-breach', '{notify,serve-notice,review,decide}', 2, '{defence}', '{waive}', '[{"step":"notify","field":"liability"},{"step":"serve-notice","field":"proof"},{"step":"decide","field":"remedy"},{"step":"serve-decision","field":"proof"}]', false);
