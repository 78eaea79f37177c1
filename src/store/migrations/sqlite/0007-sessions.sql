-- Since when a session is unused, and of which interview it is: for lists and for retention.
alter table room add column used_at integer not null default 0;
alter table room add column interview text not null default '';
update room set
  used_at = json_extract(state, '$.questionSince'),
  interview = json_extract(state, '$.interview');
create index room_used on room (used_at, id);
create index room_interview on room (interview, used_at, id);

-- Whose sessions they are.
create table room_account (
  account text not null,
  room text not null references room (id) on delete cascade,
  used_at integer not null,
  primary key (room, account)
) strict, without rowid;
create unique index room_account_used on room_account (account, used_at, room);
insert into room_account (account, room, used_at)
  select distinct json_extract(person.value, '$.account.id'), room.id, room.used_at
  from room, json_each(room.state, '$.participants') person
  where json_extract(person.value, '$.account.id') is not null;

-- Sessions deleted lately, for processes that still show them.
create table deleted_room (
  id text primary key,
  seq integer not null,
  at integer not null,
  changed integer not null
) strict;
create index deleted_room_changed on deleted_room (changed);
create index deleted_room_at on deleted_room (at);

-- No row of it is ever deleted or moved: a deleted session's is written over where it stands.
create table kept_key (
  number integer primary key autoincrement,
  room text not null,
  wrapped text not null
) strict;
insert into kept_key (room, wrapped) select room, wrapped from session_key order by rowid;
drop table session_key;
alter table kept_key rename to session_key;
create index session_key_room on session_key (room);
