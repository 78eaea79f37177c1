-- Entries of all kinds (ACC5): also without a session, found by who, what and when. Still append-only.
create table audit_log (
  key integer primary key autoincrement,
  at integer not null,
  session text,
  operator text,
  deed text not null,
  entry text not null
) strict;
insert into audit_log (key, at, session, operator, deed, entry)
  select key, at, session, operator, json_extract(entry, '$.deed.type'), entry from audit;
-- Takes the triggers along, and does not fire them.
drop table audit;
alter table audit_log rename to audit;
create index audit_at on audit (at, key);
create index audit_session on audit (session, at, key) where session is not null;
create index audit_operator on audit (operator, at, key) where operator is not null;
create index audit_deed on audit (deed, at, key);
create trigger audit_keeps before update on audit
  begin select raise(abort, 'the audit log is append-only'); end;
create trigger audit_stays before delete on audit
  begin select raise(abort, 'the audit log is append-only'); end;
