namespace CrmKit.Web.Pages;

/// <param name="Lines">What was said, newest first.</param>
internal sealed record ConversationModel(IReadOnlyList<ConversationLine> Lines);

/// <param name="Channel">Over which way.</param>
/// <param name="IsIncoming">Whether the other side said it; <see langword="null"/> for what nobody says to anybody.</param>
/// <param name="At">When.</param>
/// <param name="Subject">What about.</param>
/// <param name="Address">The activity.</param>
/// <param name="Text">What was said.</param>
/// <param name="About">Another record that it belongs to; <see langword="null"/> for the case itself.</param>
internal sealed record ConversationLine(string Channel, bool? IsIncoming, string At, string Subject, string Address, string? Text, NavigationLink? About);
