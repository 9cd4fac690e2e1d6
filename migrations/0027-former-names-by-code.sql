-- Former names are read by the code, whatever is known of the table: before its first analysis the order by name alone
-- looked cheaper by way of every name there is, which took hundreds of milliseconds.
do $make$
declare
  before constant text := pg_get_functiondef('search_names'::regproc);
  after constant text := replace(before, 'order by n.name_key limit 1', 'order by n.name_key || '''' limit 1');
begin
  if after = before then raise exception 'search_names is not the function that was expected'; end if;
  execute after;
end
$make$;
