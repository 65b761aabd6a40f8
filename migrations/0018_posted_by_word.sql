-- What is public by a person's word alone is found by its post, which settles no other delivery.
CREATE INDEX delivery_posted_by_word ON delivery (account, (coalesce(remote_id, remote_url)))
  WHERE state = 'posted' AND parts_published = 0;
