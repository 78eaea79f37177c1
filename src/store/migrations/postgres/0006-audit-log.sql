-- Entries of all kinds (ACC5): also without a session, found by who, what and when. Still append-only.
alter table audit disable trigger audit_stays;
alter table audit alter column session drop not null, add column deed text;
update audit set deed = entry::json -> 'deed' ->> 'type';
alter table audit alter column deed set not null;
alter table audit enable trigger audit_stays;
create index audit_at on audit (at, key);
create index audit_session on audit (session, at, key) where session is not null;
create index audit_operator on audit (operator, at, key) where operator is not null;
create index audit_deed on audit (deed, at, key);
