"""the first schema"""

import sqlalchemy as sa
from alembic import op

from marac.audit.walls import lower_walls, raise_walls
from marac.records.base import Id, Utc

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('agency',
    sa.Column('id', Id, autoincrement=False, nullable=False),
    sa.Column('slug', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('slug')
    )
    op.create_table('conference',
    sa.Column('id', Id, autoincrement=False, nullable=False),
    sa.Column('slug', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('area', sa.String(), nullable=False),
    sa.Column('reference_prefix', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('reference_prefix'),
    sa.UniqueConstraint('slug')
    )
    op.create_table('ledger_checkpoint',
    sa.Column('size', Id, autoincrement=False, nullable=False),
    sa.Column('made_at', sa.String(length=32), nullable=False),
    sa.Column('signed', sa.Text(), nullable=False),
    sa.Column('frontier', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('size')
    )
    op.create_table('ledger_detail',
    sa.Column('seq', Id, autoincrement=False, nullable=False),
    sa.Column('salt', sa.LargeBinary(length=16), nullable=False),
    sa.Column('detail', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('seq')
    )
    op.create_table('ledger_entry',
    sa.Column('seq', Id, autoincrement=False, nullable=False),
    sa.Column('at', sa.String(length=32), nullable=False),
    sa.Column('event', sa.String(length=40), nullable=False),
    sa.Column('actor_id', Id, nullable=True),
    sa.Column('agency_id', Id, nullable=True),
    sa.Column('conference_id', Id, nullable=True),
    sa.Column('case_id', Id, nullable=True),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('prev', sa.LargeBinary(length=32), nullable=False),
    sa.Column('hash', sa.LargeBinary(length=32), nullable=False),
    sa.PrimaryKeyConstraint('seq')
    )
    op.create_index('ix_ledger_entry_actor', 'ledger_entry', ['actor_id', 'seq'], unique=False)
    op.create_index('ix_ledger_entry_case', 'ledger_entry', ['case_id', 'seq'], unique=False)
    op.create_index('ix_ledger_entry_conference', 'ledger_entry', ['conference_id', 'at'], unique=False)
    op.create_index('ix_ledger_entry_revealed', 'ledger_entry', ['conference_id', 'at'], unique=False, sqlite_where=sa.text("event = 'ContactRevealed'"), postgresql_where=sa.text("event = 'ContactRevealed'"))
    op.create_table('sign_in_failure',
    sa.Column('id', Id, autoincrement=False, nullable=False),
    sa.Column('email_hash', sa.String(), nullable=False),
    sa.Column('failed_at', Utc(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_sign_in_failure_email_hash'), 'sign_in_failure', ['email_hash'], unique=False)
    op.create_table('case_file',
    sa.Column('id', Id, autoincrement=False, nullable=False),
    sa.Column('conference_id', Id, autoincrement=False, nullable=False),
    sa.Column('reference', sa.String(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('is_sealed', sa.Boolean(), nullable=False),
    sa.Column('referring_agency_id', Id, autoincrement=False, nullable=True),
    sa.Column('lead_agency_id', Id, autoincrement=False, nullable=True),
    sa.Column('earlier_case_id', Id, autoincrement=False, nullable=True),
    sa.Column('last_referred_on', sa.Date(), nullable=True),
    sa.Column('is_repeat', sa.Boolean(), nullable=False),
    sa.Column('traits', sa.String(), nullable=False),
    sa.Column('opened_at', Utc(), nullable=False),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['conference_id'], ['conference.id'], ),
    sa.ForeignKeyConstraint(['earlier_case_id'], ['case_file.id'], ),
    sa.ForeignKeyConstraint(['lead_agency_id'], ['agency.id'], ),
    sa.ForeignKeyConstraint(['referring_agency_id'], ['agency.id'], ),
    sa.PrimaryKeyConstraint('id'),
    info={'scope': 'case'}
    )
    op.create_index(op.f('ix_case_file_earlier_case_id'), 'case_file', ['earlier_case_id'], unique=False)
    op.create_index('ix_case_file_reference', 'case_file', ['conference_id', 'reference'], unique=True)
    op.create_index('ix_case_file_status', 'case_file', ['conference_id', 'status', 'id'], unique=False)
    op.create_table('conference_agency',
    sa.Column('conference_id', Id, autoincrement=False, nullable=False),
    sa.Column('agency_id', Id, autoincrement=False, nullable=False),
    sa.Column('is_standing', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], ),
    sa.ForeignKeyConstraint(['conference_id'], ['conference.id'], ),
    sa.PrimaryKeyConstraint('conference_id', 'agency_id')
    )
    op.create_table('person',
    sa.Column('id', Id, autoincrement=False, nullable=False),
    sa.Column('conference_id', Id, autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['conference_id'], ['conference.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_person_conference_id'), 'person', ['conference_id'], unique=False)
    op.create_table('user_account',
    sa.Column('id', Id, autoincrement=False, nullable=False),
    sa.Column('agency_id', Id, autoincrement=False, nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('job_title', sa.String(), nullable=False),
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('password_hash', sa.String(), nullable=False),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.Column('is_administrator', sa.Boolean(), nullable=False),
    sa.Column('must_change_password', sa.Boolean(), nullable=False),
    sa.Column('password_set_by_id', Id, autoincrement=False, nullable=True),
    sa.Column('password_set_at', Utc(), nullable=True),
    sa.Column('created_at', Utc(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], ),
    sa.ForeignKeyConstraint(['password_set_by_id'], ['user_account.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('email')
    )
    op.create_index(op.f('ix_user_account_agency_id'), 'user_account', ['agency_id'], unique=False)
    op.create_table('form_key',
    sa.Column('user_id', Id, autoincrement=False, nullable=False),
    sa.Column('form_key', sa.String(), nullable=False),
    sa.Column('location', sa.String(), nullable=False),
    sa.Column('used_at', Utc(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], ),
    sa.PrimaryKeyConstraint('user_id', 'form_key')
    )
    op.create_table('login_session',
    sa.Column('token_hash', sa.LargeBinary(length=32), nullable=False),
    sa.Column('user_id', Id, autoincrement=False, nullable=False),
    sa.Column('started_at', Utc(), nullable=False),
    sa.Column('seen_at', Utc(), nullable=False),
    sa.Column('ends_at', Utc(), nullable=False),
    sa.Column('ended_at', Utc(), nullable=True),
    sa.Column('is_locked', sa.Boolean(), nullable=False),
    sa.Column('browser', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], ),
    sa.PrimaryKeyConstraint('token_hash')
    )
    op.create_index(op.f('ix_login_session_user_id'), 'login_session', ['user_id'], unique=False)
    op.create_table('meeting',
    sa.Column('id', Id, autoincrement=False, nullable=False),
    sa.Column('conference_id', Id, autoincrement=False, nullable=False),
    sa.Column('reference', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('starts_at', Utc(), nullable=False),
    sa.Column('minutes_available', sa.Integer(), nullable=False),
    sa.Column('research_by', sa.Date(), nullable=True),
    sa.Column('chair_id', Id, autoincrement=False, nullable=True),
    sa.Column('published_at', Utc(), nullable=True),
    sa.Column('opened_at', Utc(), nullable=True),
    sa.Column('confidentiality_at', Utc(), nullable=True),
    sa.Column('confidentiality_by_id', Id, autoincrement=False, nullable=True),
    sa.Column('conflicts_asked_at', Utc(), nullable=True),
    sa.Column('closed_at', Utc(), nullable=True),
    sa.Column('cancelled_at', Utc(), nullable=True),
    sa.Column('cancelled_reason', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['chair_id'], ['user_account.id'], ),
    sa.ForeignKeyConstraint(['conference_id'], ['conference.id'], ),
    sa.ForeignKeyConstraint(['confidentiality_by_id'], ['user_account.id'], ),
    sa.PrimaryKeyConstraint('id'),
    info={'scope': 'conference'}
    )
    op.create_index('ix_meeting_conference', 'meeting', ['conference_id', 'starts_at'], unique=False)
    op.create_table('membership',
    sa.Column('user_id', Id, autoincrement=False, nullable=False),
    sa.Column('conference_id', Id, autoincrement=False, nullable=False),
    sa.Column('role', sa.String(), nullable=False),
    sa.Column('role_bit', sa.Integer(), nullable=False),
    sa.Column('is_office', sa.Boolean(), nullable=False),
    sa.Column('clearance', sa.Integer(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=False),
    sa.Column('deputy_for_id', Id, autoincrement=False, nullable=True),
    sa.Column('is_per_meeting', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['conference_id'], ['conference.id'], ),
    sa.ForeignKeyConstraint(['deputy_for_id'], ['user_account.id'], ),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], ),
    sa.PrimaryKeyConstraint('user_id', 'conference_id'),
    sqlite_with_rowid=False
    )
    op.create_index('ix_membership_conference', 'membership', ['conference_id', 'user_id'], unique=False)
    op.create_table('reveal_seen',
    sa.Column('user_id', Id, autoincrement=False, nullable=False),
    sa.Column('seq', Id, autoincrement=False, nullable=False),
    sa.Column('seen_at', Utc(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], ),
    sa.PrimaryKeyConstraint('user_id', 'seq'),
    sqlite_with_rowid=False
    )
    op.create_table('audience_decision',
    sa.Column('id', Id, autoincrement=False, nullable=False),
    sa.Column('conference_id', Id, autoincrement=False, nullable=False),
    sa.Column('section_class', sa.String(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('readers', sa.String(), nullable=False),
    sa.Column('before', sa.String(), nullable=False),
    sa.Column('ground', sa.String(), nullable=False),
    sa.Column('agreed_on', sa.Date(), nullable=False),
    sa.Column('effective_on', sa.Date(), nullable=False),
    sa.Column('decided_by_id', Id, autoincrement=False, nullable=False),
    sa.Column('decided_at', Utc(), nullable=False),
    sa.Column('agreed_by_id', Id, autoincrement=False, nullable=True),
    sa.ForeignKeyConstraint(['agreed_by_id'], ['user_account.id'], ),
    sa.ForeignKeyConstraint(['conference_id'], ['conference.id'], ),
    sa.ForeignKeyConstraint(['decided_by_id'], ['user_account.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('conference_id', 'section_class', 'number')
    )
    op.create_table('audience_proposal',
    sa.Column('id', Id, autoincrement=False, nullable=False),
    sa.Column('conference_id', Id, autoincrement=False, nullable=False),
    sa.Column('section_class', sa.String(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('readers', sa.String(), nullable=False),
    sa.Column('before', sa.String(), nullable=False),
    sa.Column('ground', sa.String(), nullable=False),
    sa.Column('agreed_on', sa.Date(), nullable=False),
    sa.Column('proposed_by_id', Id, autoincrement=False, nullable=False),
    sa.Column('proposed_at', Utc(), nullable=False),
    sa.Column('answer', sa.String(), nullable=False),
    sa.Column('refusal', sa.String(), nullable=False),
    sa.Column('answered_by_id', Id, autoincrement=False, nullable=True),
    sa.Column('answered_at', Utc(), nullable=True),
    sa.ForeignKeyConstraint(['answered_by_id'], ['user_account.id'], ),
    sa.ForeignKeyConstraint(['conference_id'], ['conference.id'], ),
    sa.ForeignKeyConstraint(['proposed_by_id'], ['user_account.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_audience_proposal_conference', 'audience_proposal', ['conference_id', 'answer'], unique=False)
    op.create_table('meeting_deputy',
    sa.Column('user_id', Id, autoincrement=False, nullable=False),
    sa.Column('meeting_id', Id, autoincrement=False, nullable=False),
    sa.Column('conference_id', Id, autoincrement=False, nullable=False),
    sa.Column('named_by_id', Id, autoincrement=False, nullable=False),
    sa.Column('named_at', Utc(), nullable=False),
    sa.Column('opens_on', sa.Date(), nullable=False),
    sa.Column('closes_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['conference_id'], ['conference.id'], ),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], ),
    sa.ForeignKeyConstraint(['named_by_id'], ['user_account.id'], ),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], ),
    sa.PrimaryKeyConstraint('user_id', 'meeting_id'),
    sqlite_with_rowid=False
    )
    op.create_index('ix_meeting_deputy_meeting', 'meeting_deputy', ['meeting_id'], unique=False)
    op.create_table('deputy_bar',
    sa.Column('meeting_id', Id, autoincrement=False, nullable=False),
    sa.Column('user_id', Id, autoincrement=False, nullable=False),
    sa.Column('withdrawn_by_id', Id, autoincrement=False, nullable=False),
    sa.Column('withdrawn_at', Utc(), nullable=False),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], ),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], ),
    sa.ForeignKeyConstraint(['withdrawn_by_id'], ['user_account.id'], ),
    sa.PrimaryKeyConstraint('meeting_id', 'user_id'),
    sqlite_with_rowid=False
    )
    op.create_table('break_glass',
    sa.Column('user_id', Id, autoincrement=False, nullable=False),
    sa.Column('case_id', Id, autoincrement=False, nullable=False),
    sa.Column('opens_at', Utc(timezone=True), nullable=False),
    sa.Column('id', Id, nullable=False),
    sa.Column('conference_id', Id, autoincrement=False, nullable=False),
    sa.Column('agency_id', Id, autoincrement=False, nullable=False),
    sa.Column('cause', sa.String(), nullable=False),
    sa.Column('closes_at', Utc(timezone=True), nullable=False),
    sa.Column('review_by', sa.Date(), nullable=False),
    sa.Column('reviewed_at', Utc(timezone=True), nullable=True),
    sa.Column('reviewed_by_id', Id, autoincrement=False, nullable=True),
    sa.Column('is_justified', sa.Boolean(), nullable=True),
    sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], ),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], ),
    sa.ForeignKeyConstraint(['conference_id'], ['conference.id'], ),
    sa.ForeignKeyConstraint(['reviewed_by_id'], ['user_account.id'], ),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], ),
    sa.PrimaryKeyConstraint('user_id', 'case_id', 'opens_at'),
    sa.UniqueConstraint('id'),
    sqlite_with_rowid=False
    )
    op.create_index('ix_break_glass_conference', 'break_glass', ['conference_id', 'opens_at'], unique=False)
    op.create_table('named_viewer',
    sa.Column('case_id', Id, autoincrement=False, nullable=False),
    sa.Column('user_id', Id, autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], ),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], ),
    sa.PrimaryKeyConstraint('case_id', 'user_id'),
    sqlite_with_rowid=False
    )
    op.create_table('party',
    sa.Column('id', Id, autoincrement=False, nullable=False),
    sa.Column('case_id', Id, autoincrement=False, nullable=False),
    sa.Column('conference_id', Id, autoincrement=False, nullable=False),
    sa.Column('person_id', Id, autoincrement=False, nullable=False),
    sa.Column('role', sa.String(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('phone_token', sa.LargeBinary(length=16), nullable=True),
    sa.Column('address_token', sa.LargeBinary(length=16), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], ),
    sa.ForeignKeyConstraint(['conference_id'], ['conference.id'], ),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], ),
    sa.PrimaryKeyConstraint('id'),
    info={'scope': 'case'}
    )
    op.create_index('ix_party_case', 'party', ['case_id'], unique=False)
    op.create_index('ix_party_person', 'party', ['person_id'], unique=False)
    op.create_table('referral',
    sa.Column('id', Id, autoincrement=False, nullable=False),
    sa.Column('case_id', Id, autoincrement=False, nullable=False),
    sa.Column('conference_id', Id, autoincrement=False, nullable=False),
    sa.Column('agency_id', Id, autoincrement=False, nullable=True),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('route', sa.String(), nullable=False),
    sa.Column('layout', sa.String(), nullable=False),
    sa.Column('fingerprint', sa.String(), nullable=False),
    sa.Column('form_number', sa.String(), nullable=False),
    sa.Column('referred_on', sa.Date(), nullable=True),
    sa.Column('incident_on', sa.Date(), nullable=True),
    sa.Column('is_repeat', sa.Boolean(), nullable=True),
    sa.Column('criteria', sa.String(), nullable=False),
    sa.Column('restriction_state', sa.String(), nullable=False),
    sa.Column('warning_count', sa.Integer(), nullable=False),
    sa.Column('blocking_count', sa.Integer(), nullable=False),
    sa.Column('is_headed_elsewhere', sa.Boolean(), nullable=False),
    sa.Column('repeat_answer', sa.Boolean(), nullable=True),
    sa.Column('batch_id', Id, nullable=False),
    sa.Column('received_by_id', Id, autoincrement=False, nullable=False),
    sa.Column('received_at', Utc(), nullable=False),
    sa.Column('decided_by_id', Id, autoincrement=False, nullable=True),
    sa.Column('decided_at', Utc(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], ),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], ),
    sa.ForeignKeyConstraint(['conference_id'], ['conference.id'], ),
    sa.ForeignKeyConstraint(['decided_by_id'], ['user_account.id'], ),
    sa.ForeignKeyConstraint(['received_by_id'], ['user_account.id'], ),
    sa.PrimaryKeyConstraint('id'),
    info={'scope': 'case'}
    )
    op.create_index('ix_referral_case', 'referral', ['case_id'], unique=False)
    op.create_index('ix_referral_fingerprint', 'referral', ['conference_id', 'fingerprint'], unique=False)
    op.create_index('ix_referral_status', 'referral', ['conference_id', 'status', 'received_at'], unique=False)
    op.create_table('sealed_text',
    sa.Column('owner_id', Id, autoincrement=False, nullable=False),
    sa.Column('field', sa.String(), nullable=False),
    sa.Column('case_id', Id, autoincrement=False, nullable=False),
    sa.Column('agency_id', Id, autoincrement=False, nullable=True),
    sa.Column('is_shared', sa.Boolean(), nullable=False),
    sa.Column('class_bit', sa.Integer(), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.Column('written_at', Utc(), nullable=False),
    sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], ),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], ),
    sa.PrimaryKeyConstraint('owner_id', 'field'),
    info={'scope': 'item', 'sealed': True}
    )
    op.create_index('ix_sealed_text_case', 'sealed_text', ['case_id', 'field'], unique=False)
    op.create_table('seat',
    sa.Column('case_id', Id, autoincrement=False, nullable=False),
    sa.Column('agency_id', Id, autoincrement=False, nullable=False),
    sa.Column('opens_on', sa.Date(), nullable=False),
    sa.Column('closes_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], ),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], ),
    sa.PrimaryKeyConstraint('case_id', 'agency_id'),
    sqlite_with_rowid=False
    )
    op.create_table('stand_in',
    sa.Column('case_id', Id, autoincrement=False, nullable=False),
    sa.Column('user_id', Id, autoincrement=False, nullable=False),
    sa.Column('opens_on', sa.Date(), nullable=False),
    sa.Column('closes_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], ),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], ),
    sa.PrimaryKeyConstraint('case_id', 'user_id'),
    sqlite_with_rowid=False
    )
    op.create_table('agenda_item',
    sa.Column('id', Id, autoincrement=False, nullable=False),
    sa.Column('meeting_id', Id, autoincrement=False, nullable=False),
    sa.Column('case_id', Id, autoincrement=False, nullable=False),
    sa.Column('referral_id', Id, autoincrement=False, nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('is_repeat', sa.Boolean(), nullable=False),
    sa.Column('decision', sa.String(), nullable=False),
    sa.Column('disclosure', sa.String(), nullable=False),
    sa.Column('started_at', Utc(), nullable=True),
    sa.Column('decided_at', Utc(), nullable=True),
    sa.Column('closed_at', Utc(), nullable=True),
    sa.Column('saved_key', sa.String(), nullable=False),
    sa.Column('saved_seq', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], ),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], ),
    sa.ForeignKeyConstraint(['referral_id'], ['referral.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('meeting_id', 'case_id'),
    info={'scope': 'case'}
    )
    op.create_index('ix_agenda_item_case', 'agenda_item', ['case_id'], unique=False)
    op.create_table('attendance',
    sa.Column('id', Id, autoincrement=False, nullable=False),
    sa.Column('meeting_id', Id, autoincrement=False, nullable=False),
    sa.Column('conference_id', Id, autoincrement=False, nullable=False),
    sa.Column('agency_id', Id, autoincrement=False, nullable=True),
    sa.Column('user_id', Id, autoincrement=False, nullable=True),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('organisation', sa.String(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('is_observer', sa.Boolean(), nullable=False),
    sa.Column('has_signed', sa.Boolean(), nullable=False),
    sa.Column('recorded_at', Utc(), nullable=False),
    sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], ),
    sa.ForeignKeyConstraint(['conference_id'], ['conference.id'], ),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], ),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], ),
    sa.PrimaryKeyConstraint('id'),
    info={'scope': 'conference'}
    )
    op.create_index('ix_attendance_meeting', 'attendance', ['meeting_id'], unique=False)
    op.create_table('exclusion',
    sa.Column('id', Id, autoincrement=False, nullable=False),
    sa.Column('case_id', Id, autoincrement=False, nullable=False),
    sa.Column('user_id', Id, autoincrement=False, nullable=True),
    sa.Column('agency_id', Id, autoincrement=False, nullable=True),
    sa.Column('meeting_id', Id, autoincrement=False, nullable=True),
    sa.Column('origin', sa.String(), nullable=False),
    sa.Column('decided_by_id', Id, autoincrement=False, nullable=False),
    sa.Column('decided_at', Utc(), nullable=False),
    sa.Column('lifted_at', Utc(), nullable=True),
    sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], ),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], ),
    sa.ForeignKeyConstraint(['decided_by_id'], ['user_account.id'], ),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], ),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], ),
    sa.PrimaryKeyConstraint('id'),
    info={'scope': 'case'}
    )
    op.create_index('ix_exclusion_case', 'exclusion', ['case_id'], unique=False, postgresql_where=sa.text('lifted_at is null'))
    op.create_table('minutes',
    sa.Column('id', Id, autoincrement=False, nullable=False),
    sa.Column('meeting_id', Id, autoincrement=False, nullable=False),
    sa.Column('conference_id', Id, autoincrement=False, nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('opening', sa.String(), nullable=False),
    sa.Column('drafted_at', Utc(), nullable=False),
    sa.Column('drafted_by_id', Id, autoincrement=False, nullable=False),
    sa.Column('approved_at', Utc(), nullable=True),
    sa.Column('approved_by_id', Id, autoincrement=False, nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['approved_by_id'], ['user_account.id'], ),
    sa.ForeignKeyConstraint(['conference_id'], ['conference.id'], ),
    sa.ForeignKeyConstraint(['drafted_by_id'], ['user_account.id'], ),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('meeting_id', 'number'),
    info={'scope': 'conference'}
    )
    op.create_table('person_decision',
    sa.Column('id', Id, autoincrement=False, nullable=False),
    sa.Column('case_id', Id, autoincrement=False, nullable=False),
    sa.Column('party_id', Id, autoincrement=False, nullable=False),
    sa.Column('other_party_id', Id, autoincrement=False, nullable=False),
    sa.Column('decision', sa.String(), nullable=False),
    sa.Column('from_person_id', Id, autoincrement=False, nullable=False),
    sa.Column('to_person_id', Id, autoincrement=False, nullable=False),
    sa.Column('decided_by_id', Id, autoincrement=False, nullable=False),
    sa.Column('decided_at', Utc(), nullable=False),
    sa.Column('undone_by_id', Id, autoincrement=False, nullable=True),
    sa.Column('undone_at', Utc(), nullable=True),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], ),
    sa.ForeignKeyConstraint(['decided_by_id'], ['user_account.id'], ),
    sa.ForeignKeyConstraint(['from_person_id'], ['person.id'], ),
    sa.ForeignKeyConstraint(['other_party_id'], ['party.id'], ),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], ),
    sa.ForeignKeyConstraint(['to_person_id'], ['person.id'], ),
    sa.ForeignKeyConstraint(['undone_by_id'], ['user_account.id'], ),
    sa.PrimaryKeyConstraint('id'),
    info={'scope': 'case'}
    )
    op.create_index('ix_person_decision_case', 'person_decision', ['case_id'], unique=False)
    op.create_index(op.f('ix_person_decision_other_party_id'), 'person_decision', ['other_party_id'], unique=False)
    op.create_index(op.f('ix_person_decision_party_id'), 'person_decision', ['party_id'], unique=False)
    op.create_table('invitation',
    sa.Column('agenda_item_id', Id, autoincrement=False, nullable=False),
    sa.Column('agency_id', Id, autoincrement=False, nullable=False),
    sa.Column('case_id', Id, autoincrement=False, nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('invited_at', Utc(), nullable=False),
    sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], ),
    sa.ForeignKeyConstraint(['agenda_item_id'], ['agenda_item.id'], ),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], ),
    sa.PrimaryKeyConstraint('agenda_item_id', 'agency_id'),
    info={'scope': 'case'}
    )
    op.create_index('ix_invitation_case', 'invitation', ['case_id', 'agency_id'], unique=False)
    op.create_table('minutes_section',
    sa.Column('id', Id, autoincrement=False, nullable=False),
    sa.Column('minutes_id', Id, autoincrement=False, nullable=False),
    sa.Column('case_id', Id, autoincrement=False, nullable=False),
    sa.Column('agenda_item_id', Id, autoincrement=False, nullable=True),
    sa.Column('heading', sa.String(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('agency_id', Id, autoincrement=False, nullable=True),
    sa.Column('is_shared', sa.Boolean(), nullable=False),
    sa.Column('class_bit', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('is_amended', sa.Boolean(), nullable=False),
    sa.Column('has_reason', sa.Boolean(), nullable=False),
    sa.Column('saved_key', sa.String(), nullable=False),
    sa.Column('saved_seq', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], ),
    sa.ForeignKeyConstraint(['agenda_item_id'], ['agenda_item.id'], ),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], ),
    sa.ForeignKeyConstraint(['minutes_id'], ['minutes.id'], ),
    sa.PrimaryKeyConstraint('id'),
    info={'scope': 'item'}
    )
    op.create_index('ix_minutes_section_case', 'minutes_section', ['case_id'], unique=False)
    op.create_index('ix_minutes_section_minutes', 'minutes_section', ['minutes_id', 'position'], unique=False)
    op.create_table('research_return',
    sa.Column('id', Id, autoincrement=False, nullable=False),
    sa.Column('case_id', Id, autoincrement=False, nullable=False),
    sa.Column('agenda_item_id', Id, autoincrement=False, nullable=True),
    sa.Column('agency_id', Id, autoincrement=False, nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('last_contact_on', sa.Date(), nullable=True),
    sa.Column('researcher_id', Id, autoincrement=False, nullable=True),
    sa.Column('started_at', Utc(), nullable=False),
    sa.Column('returned_at', Utc(), nullable=True),
    sa.Column('confirmed_at', Utc(), nullable=True),
    sa.Column('saved_key', sa.String(), nullable=False),
    sa.Column('saved_seq', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], ),
    sa.ForeignKeyConstraint(['agenda_item_id'], ['agenda_item.id'], ),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], ),
    sa.ForeignKeyConstraint(['researcher_id'], ['user_account.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('agenda_item_id', 'agency_id'),
    info={'scope': 'case'}
    )
    op.create_index('ix_research_return_case', 'research_return', ['case_id'], unique=False)
    op.create_table('risk',
    sa.Column('id', Id, autoincrement=False, nullable=False),
    sa.Column('case_id', Id, autoincrement=False, nullable=False),
    sa.Column('agenda_item_id', Id, autoincrement=False, nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('has_reason', sa.Boolean(), nullable=False),
    sa.Column('named_at', Utc(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['agenda_item_id'], ['agenda_item.id'], ),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], ),
    sa.PrimaryKeyConstraint('id'),
    info={'scope': 'case'}
    )
    op.create_index('ix_risk_case', 'risk', ['case_id'], unique=False)
    op.create_table('action',
    sa.Column('id', Id, autoincrement=False, nullable=False),
    sa.Column('case_id', Id, autoincrement=False, nullable=False),
    sa.Column('conference_id', Id, autoincrement=False, nullable=False),
    sa.Column('agenda_item_id', Id, autoincrement=False, nullable=True),
    sa.Column('risk_id', Id, autoincrement=False, nullable=True),
    sa.Column('agency_id', Id, autoincrement=False, nullable=False),
    sa.Column('owner_id', Id, autoincrement=False, nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('pillar', sa.String(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('is_open', sa.Integer(), sa.Computed("CASE WHEN status IN ('open', 'in_progress') THEN 1 ELSE 0 END", persisted=True), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('due_time', sa.Time(), nullable=True),
    sa.Column('due_at', Utc(), nullable=False),
    sa.Column('recorded_at', Utc(), nullable=False),
    sa.Column('acknowledged_at', Utc(), nullable=True),
    sa.Column('acknowledged_by_id', Id, autoincrement=False, nullable=True),
    sa.Column('ended_at', Utc(), nullable=True),
    sa.Column('superseded_by_id', Id, autoincrement=False, nullable=True),
    sa.Column('transfer_to_id', Id, autoincrement=False, nullable=True),
    sa.Column('last_event_id', Id, nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['acknowledged_by_id'], ['user_account.id'], ),
    sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], ),
    sa.ForeignKeyConstraint(['agenda_item_id'], ['agenda_item.id'], ),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], ),
    sa.ForeignKeyConstraint(['conference_id'], ['conference.id'], ),
    sa.ForeignKeyConstraint(['owner_id'], ['user_account.id'], ),
    sa.ForeignKeyConstraint(['risk_id'], ['risk.id'], ),
    sa.ForeignKeyConstraint(['superseded_by_id'], ['action.id'], ),
    sa.ForeignKeyConstraint(['transfer_to_id'], ['agency.id'], ),
    sa.PrimaryKeyConstraint('id'),
    info={'scope': 'case'}
    )
    op.create_index('ix_action_agency', 'action', ['agency_id', 'is_open', 'due_at', 'id'], unique=False)
    op.create_index('ix_action_case', 'action', ['case_id'], unique=False)
    op.create_index('ix_action_conference', 'action', ['conference_id', 'is_open', 'due_at', 'id'], unique=False)
    op.create_index('ix_action_owner', 'action', ['owner_id', 'is_open', 'due_at'], unique=False)
    op.create_table('contribution',
    sa.Column('id', Id, autoincrement=False, nullable=False),
    sa.Column('case_id', Id, autoincrement=False, nullable=False),
    sa.Column('agency_id', Id, autoincrement=False, nullable=False),
    sa.Column('return_id', Id, autoincrement=False, nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('section_class', sa.String(), nullable=False),
    sa.Column('class_bit', sa.Integer(), nullable=False),
    sa.Column('dated_on', sa.Date(), nullable=True),
    sa.Column('is_shared', sa.Boolean(), nullable=False),
    sa.Column('is_decided', sa.Boolean(), nullable=False),
    sa.Column('is_finished', sa.Boolean(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('author_id', Id, autoincrement=False, nullable=False),
    sa.Column('written_at', Utc(), nullable=False),
    sa.Column('shared_at', Utc(), nullable=True),
    sa.Column('saved_key', sa.String(), nullable=False),
    sa.Column('saved_seq', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], ),
    sa.ForeignKeyConstraint(['author_id'], ['user_account.id'], ),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], ),
    sa.ForeignKeyConstraint(['return_id'], ['research_return.id'], ),
    sa.PrimaryKeyConstraint('id'),
    info={'scope': 'item'}
    )
    op.create_index('ix_contribution_case', 'contribution', ['case_id', 'agency_id'], unique=False)
    op.create_index('ix_contribution_return', 'contribution', ['return_id'], unique=False)
    op.create_table('action_event',
    sa.Column('id', Id, autoincrement=False, nullable=False),
    sa.Column('case_id', Id, autoincrement=False, nullable=False),
    sa.Column('action_id', Id, autoincrement=False, nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('from_status', sa.String(), nullable=False),
    sa.Column('to_status', sa.String(), nullable=False),
    sa.Column('from_owner_id', Id, autoincrement=False, nullable=True),
    sa.Column('to_owner_id', Id, autoincrement=False, nullable=True),
    sa.Column('to_agency_id', Id, autoincrement=False, nullable=True),
    sa.Column('meeting_id', Id, autoincrement=False, nullable=True),
    sa.Column('by_id', Id, autoincrement=False, nullable=False),
    sa.Column('by_agency_id', Id, autoincrement=False, nullable=False),
    sa.Column('happened_at', Utc(), nullable=False),
    sa.ForeignKeyConstraint(['action_id'], ['action.id'], ),
    sa.ForeignKeyConstraint(['by_agency_id'], ['agency.id'], ),
    sa.ForeignKeyConstraint(['by_id'], ['user_account.id'], ),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], ),
    sa.ForeignKeyConstraint(['from_owner_id'], ['user_account.id'], ),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], ),
    sa.ForeignKeyConstraint(['to_agency_id'], ['agency.id'], ),
    sa.ForeignKeyConstraint(['to_owner_id'], ['user_account.id'], ),
    sa.PrimaryKeyConstraint('id'),
    info={'scope': 'case'}
    )
    op.create_index('ix_action_event_action', 'action_event', ['action_id', 'happened_at'], unique=False)
    raise_walls(op.get_bind())


def downgrade() -> None:
    lower_walls(op.get_bind())
    op.drop_index('ix_action_event_action', table_name='action_event')
    op.drop_table('action_event')
    op.drop_index('ix_contribution_return', table_name='contribution')
    op.drop_index('ix_contribution_case', table_name='contribution')
    op.drop_table('contribution')
    op.drop_index('ix_action_owner', table_name='action')
    op.drop_index('ix_action_conference', table_name='action')
    op.drop_index('ix_action_case', table_name='action')
    op.drop_index('ix_action_agency', table_name='action')
    op.drop_table('action')
    op.drop_index('ix_risk_case', table_name='risk')
    op.drop_table('risk')
    op.drop_index('ix_research_return_case', table_name='research_return')
    op.drop_table('research_return')
    op.drop_index('ix_minutes_section_minutes', table_name='minutes_section')
    op.drop_index('ix_minutes_section_case', table_name='minutes_section')
    op.drop_table('minutes_section')
    op.drop_index('ix_invitation_case', table_name='invitation')
    op.drop_table('invitation')
    op.drop_index(op.f('ix_person_decision_party_id'), table_name='person_decision')
    op.drop_index(op.f('ix_person_decision_other_party_id'), table_name='person_decision')
    op.drop_index('ix_person_decision_case', table_name='person_decision')
    op.drop_table('person_decision')
    op.drop_table('minutes')
    op.drop_index('ix_exclusion_case', table_name='exclusion', postgresql_where=sa.text('lifted_at is null'))
    op.drop_table('exclusion')
    op.drop_index('ix_attendance_meeting', table_name='attendance')
    op.drop_table('attendance')
    op.drop_index('ix_agenda_item_case', table_name='agenda_item')
    op.drop_table('agenda_item')
    op.drop_table('stand_in')
    op.drop_table('seat')
    op.drop_index('ix_sealed_text_case', table_name='sealed_text')
    op.drop_table('sealed_text')
    op.drop_index('ix_referral_status', table_name='referral')
    op.drop_index('ix_referral_fingerprint', table_name='referral')
    op.drop_index('ix_referral_case', table_name='referral')
    op.drop_table('referral')
    op.drop_index('ix_party_person', table_name='party')
    op.drop_index('ix_party_case', table_name='party')
    op.drop_table('party')
    op.drop_table('named_viewer')
    op.drop_index('ix_break_glass_conference', table_name='break_glass')
    op.drop_table('break_glass')
    op.drop_table('reveal_seen')
    op.drop_index('ix_audience_proposal_conference', table_name='audience_proposal')
    op.drop_table('audience_proposal')
    op.drop_table('audience_decision')
    op.drop_table('deputy_bar')
    op.drop_index('ix_meeting_deputy_meeting', table_name='meeting_deputy')
    op.drop_table('meeting_deputy')
    op.drop_index('ix_membership_conference', table_name='membership')
    op.drop_table('membership')
    op.drop_index('ix_meeting_conference', table_name='meeting')
    op.drop_table('meeting')
    op.drop_index(op.f('ix_login_session_user_id'), table_name='login_session')
    op.drop_table('login_session')
    op.drop_table('form_key')
    op.drop_index(op.f('ix_user_account_agency_id'), table_name='user_account')
    op.drop_table('user_account')
    op.drop_index(op.f('ix_person_conference_id'), table_name='person')
    op.drop_table('person')
    op.drop_table('conference_agency')
    op.drop_index('ix_case_file_status', table_name='case_file')
    op.drop_index('ix_case_file_reference', table_name='case_file')
    op.drop_index(op.f('ix_case_file_earlier_case_id'), table_name='case_file')
    op.drop_table('case_file')
    op.drop_index(op.f('ix_sign_in_failure_email_hash'), table_name='sign_in_failure')
    op.drop_table('sign_in_failure')
    op.drop_index('ix_ledger_entry_revealed', table_name='ledger_entry')
    op.drop_index('ix_ledger_entry_conference', table_name='ledger_entry')
    op.drop_index('ix_ledger_entry_case', table_name='ledger_entry')
    op.drop_index('ix_ledger_entry_actor', table_name='ledger_entry')
    op.drop_table('ledger_entry')
    op.drop_table('ledger_detail')
    op.drop_table('ledger_checkpoint')
    op.drop_table('conference')
    op.drop_table('agency')

