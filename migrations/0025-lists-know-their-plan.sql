-- What of the rules the lists were followed under: which versions of which items have a list, by which field their
-- documents are found, which are open data. Where the rules that a server starts with say otherwise, the lists
-- follow the log anew from position 0. Null: not known, as of lists that were followed before this.
alter table lists_followed add column plan text;
