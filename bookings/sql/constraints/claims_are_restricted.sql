-- What a claim's truth depends on is referred to with RESTRICT, which PostgreSQL never defers.
--
-- Otherwise a claim, a spot, an act or a stage that is deleted and made anew under the same id, within one transaction,
-- would pass every deferred check. The references themselves stay deferred: rows may come in any order. Django cannot
-- say both, so these foreign keys are made anew under the names that Django gave them.

ALTER TABLE bookings_show DROP CONSTRAINT IF EXISTS bookings_show_claim_id_cca99a8e_fk_availability_timeblock_id;
ALTER TABLE bookings_show ADD CONSTRAINT bookings_show_claim_id_cca99a8e_fk_availability_timeblock_id
  FOREIGN KEY (claim_id) REFERENCES availability_timeblock (id)
  ON UPDATE RESTRICT ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE bookings_show DROP CONSTRAINT IF EXISTS bookings_show_stage_id_e2d2d984_fk_venues_stage_id;
ALTER TABLE bookings_show ADD CONSTRAINT bookings_show_stage_id_e2d2d984_fk_venues_stage_id
  FOREIGN KEY (stage_id) REFERENCES venues_stage (id)
  ON UPDATE RESTRICT ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE bookings_spot DROP CONSTRAINT IF EXISTS bookings_spot_show_id_1da5c9d2_fk_bookings_show_id;
ALTER TABLE bookings_spot ADD CONSTRAINT bookings_spot_show_id_1da5c9d2_fk_bookings_show_id
  FOREIGN KEY (show_id) REFERENCES bookings_show (id)
  ON UPDATE RESTRICT ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE bookings_booking DROP CONSTRAINT IF EXISTS bookings_booking_claim_id_4676b1ca_fk_availability_timeblock_id;
ALTER TABLE bookings_booking ADD CONSTRAINT bookings_booking_claim_id_4676b1ca_fk_availability_timeblock_id
  FOREIGN KEY (claim_id) REFERENCES availability_timeblock (id)
  ON UPDATE RESTRICT ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE bookings_booking DROP CONSTRAINT IF EXISTS bookings_booking_spot_id_55c4c302_fk_bookings_spot_id;
ALTER TABLE bookings_booking ADD CONSTRAINT bookings_booking_spot_id_55c4c302_fk_bookings_spot_id
  FOREIGN KEY (spot_id) REFERENCES bookings_spot (id)
  ON UPDATE RESTRICT ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE bookings_booking DROP CONSTRAINT IF EXISTS bookings_booking_act_id_182a92cc_fk_accounts_party_id;
ALTER TABLE bookings_booking ADD CONSTRAINT bookings_booking_act_id_182a92cc_fk_accounts_party_id
  FOREIGN KEY (act_id) REFERENCES accounts_party (id)
  ON UPDATE RESTRICT ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE bookings_lineupentry DROP CONSTRAINT IF EXISTS bookings_lineupentry_claim_id_5b534c3f_fk_availabil;
ALTER TABLE bookings_lineupentry ADD CONSTRAINT bookings_lineupentry_claim_id_5b534c3f_fk_availabil
  FOREIGN KEY (claim_id) REFERENCES availability_timeblock (id)
  ON UPDATE RESTRICT ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE bookings_lineupentry DROP CONSTRAINT IF EXISTS bookings_lineupentry_booking_id_9f392bb7_fk_bookings_booking_id;
ALTER TABLE bookings_lineupentry ADD CONSTRAINT bookings_lineupentry_booking_id_9f392bb7_fk_bookings_booking_id
  FOREIGN KEY (booking_id) REFERENCES bookings_booking (id)
  ON UPDATE RESTRICT ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE bookings_lineupentry DROP CONSTRAINT IF EXISTS bookings_lineupentry_user_id_6ebadf6b_fk_accounts_user_id;
ALTER TABLE bookings_lineupentry ADD CONSTRAINT bookings_lineupentry_user_id_6ebadf6b_fk_accounts_user_id
  FOREIGN KEY (user_id) REFERENCES accounts_user (id)
  ON UPDATE RESTRICT ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED;
