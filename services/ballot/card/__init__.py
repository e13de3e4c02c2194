"""The member's card (参会卡): a code on the invitation that names its holder at the door."""
