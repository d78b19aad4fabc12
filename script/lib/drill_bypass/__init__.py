"""The control of the drill: the outbox is bypassed, so that work is only queued and can be lost."""
