-- How many checks an API client has made, or a server has taken ahead for it, on a legal day.
create table quota_used (
  day  date not null,
  who  text not null,
  used bigint not null check (used >= 0),
  primary key (day, who)
);
grant select, insert, update, delete on quota_used to xinheng;
