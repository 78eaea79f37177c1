-- Append-only (CTL8, ACC5): kept also when the session it tells of is deleted.
create table audit (
  key integer primary key autoincrement,
  at integer not null,
  session text not null,
  operator text,
  entry text not null
) strict;
create trigger audit_keeps before update on audit
  begin select raise(abort, 'the audit log is append-only'); end;
create trigger audit_stays before delete on audit
  begin select raise(abort, 'the audit log is append-only'); end;
