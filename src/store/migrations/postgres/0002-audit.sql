-- Append-only (CTL8, ACC5): kept also when the session it tells of is deleted.
create table audit (
  key bigint generated always as identity primary key,
  at bigint not null,
  session text not null,
  operator text,
  entry text not null
);
create function audit_refuse() returns trigger language plpgsql as $$
  begin
    raise exception 'the audit log is append-only';
  end
$$;
create trigger audit_stays before update or delete or truncate on audit
  for each statement execute function audit_refuse();
