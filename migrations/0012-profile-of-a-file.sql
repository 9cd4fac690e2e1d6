-- Under which profile of its item the rows of a file are checked; null: in full. What a
-- record lacks is read from its content, so no record needs a mark.
alter table submission add column item_profile text check (item_profile = 'historic');

-- The same bytes sent as old stock say something else: another submission.
drop index submission_repeat;
create unique index submission_repeat on submission (source_code, item, raw_digest, coalesce(layout, 0), coalesce(item_profile, ''))
  where state not in ('failed', 'taken-back');
