"""The API of the mandate: resolutions, paragraphs, mandate holders, milestones, interlocutors."""
