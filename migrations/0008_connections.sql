-- Accounts that were connected by OAuth. Their tokens are in `secret`, as `connection:<account>`.
-- All instants are real time: the networks know no other.
CREATE TABLE connection (
  account text PRIMARY KEY,
  -- Of the access token; null: the network does not say when it ends.
  issued_at timestamptz NOT NULL,
  expires_at timestamptz,
  renewable boolean NOT NULL,
  -- Until when it may be renewed, where the network says so.
  renewable_until timestamptz,
  connected_at timestamptz NOT NULL,
  connected_by text NOT NULL,
  -- The renewal whose request may have left. It is committed before, so that one whose process died
  -- is seen.
  renewal text,
  renewal_at timestamptz,
  -- People were told that it ends in so many days or fewer.
  warned_days integer
);
