-- The counts of a submission follow what people decided about its rows that waited:
-- a row that was placed is counted as what it became, one that is nobody's as refused.
-- From here on the decision's own transaction does this (intake/store-who.ts); what was
-- decided before is brought up to date once. What intake said of each line stays as it was said.
with last_word as (
  select distinct on (d.submission, d.line) d.submission, d.line, d.decided, d.verdict
  from who_decision d order by d.submission, d.line, d.id desc
), moved as (
  select w.submission, case w.decided when 'placed' then w.verdict else 'refused' end as verdict, count(*)::bigint as n
  from last_word w
  join submission_line l on l.submission = w.submission and l.line = w.line and l.verdict = 'waiting'
  where w.decided <> 'reopened'
  group by 1, 2
), counted as (
  select submission, verdict, sum(n)::bigint as n
  from (select s.id as submission, c.key as verdict, c.value::text::bigint as n
        from submission s, json_each(s.counts) c where s.id in (select submission from moved)
        union all select submission, verdict, n from moved
        union all select submission, 'waiting', -n from moved) every_count
  group by 1, 2 having sum(n) <> 0
), summed as (
  select submission, json_object_agg(verdict, n) as counts from counted group by 1
)
update submission s set counts = summed.counts from summed where s.id = summed.submission;

-- A row that was placed by a person is known again when the file that was given back is sent once more.
create index waiting_row_placed on waiting_row (source_code, stated_name) where settled = 'placed';
