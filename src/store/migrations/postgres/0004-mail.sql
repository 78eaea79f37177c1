-- The outbox of mails. `content` is sealed, and gone once the mail is sent or dropped; `due_at` is
-- when it is tried next, or while it is being sent, until when its sender has to say what came of it.
create table mail (
  id text primary key,
  room text references room (id) on delete cascade,
  kind text not null,
  label text not null,
  content text,
  recipients integer not null,
  state text not null,
  attempts integer not null,
  doubts integer not null,
  code text,
  created_at bigint not null,
  changed_at bigint not null,
  due_at bigint,
  expires_at bigint
);
create index mail_due_at on mail (due_at) where due_at is not null;
create index mail_room on mail (room, created_at) where room is not null;
create index mail_changed_at on mail (changed_at, id);
