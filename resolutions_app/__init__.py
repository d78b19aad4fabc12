"""The mandate's history: resolutions and their paragraphs, mandate holders, milestones, interlocutors."""
