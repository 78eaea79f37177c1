-- Since when a session is unused, and of which interview it is: for lists and for retention.
alter table room add column used_at bigint not null default 0;
alter table room add column interview text not null default '';
update room set
  used_at = (state::json ->> 'questionSince')::bigint,
  interview = state::json ->> 'interview';
create index room_used on room (used_at, id);
create index room_interview on room (interview, used_at, id);

-- Whose sessions they are.
create table room_account (
  account text not null,
  room text not null references room (id) on delete cascade,
  used_at bigint not null,
  primary key (room, account)
);
create unique index room_account_used on room_account (account, used_at, room);
insert into room_account (account, room, used_at)
  select distinct person.value -> 'account' ->> 'id', room.id, room.used_at
  from room, json_each(room.state::json -> 'participants') person
  where person.value -> 'account' ->> 'id' is not null;

-- Sessions deleted lately, for processes that still show them.
create table deleted_room (
  id text primary key,
  seq bigint not null,
  at bigint not null,
  changed xid8 not null
);
create index deleted_room_changed on deleted_room (changed);
create index deleted_room_at on deleted_room (at);
