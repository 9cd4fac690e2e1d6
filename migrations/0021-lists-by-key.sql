-- One source or one region of a list, with the item in the key, so that no other index can be taken for it: where all
-- rows were of one source, the planner walked the whole list to find that another one has none.
drop index listed_source;
drop index listed_region;
create index listed_source on listed ((item || ' ' || source_code), day desc, record_id desc);
create index listed_region on listed ((item || ' ' || region), day desc, record_id desc);
