namespace CrmKit.Web.Pages;

/// <param name="Add">Where what somebody said is recorded; <see langword="null"/> for who may not.</param>
/// <param name="Consents">What may be done, by purpose and channel.</param>
/// <param name="Channels">The channels to choose from.</param>
internal sealed record ConsentsModel(string? Add, IReadOnlyList<ConsentShown> Consents, IReadOnlyList<FieldChoice> Channels);

/// <param name="Purpose">What for.</param>
/// <param name="Channel">How, as a code.</param>
/// <param name="ChannelLabel">How, as people say it.</param>
/// <param name="MaySend">Whether one may write or call.</param>
/// <param name="Reason">Why, or why not.</param>
/// <param name="Acts">What was given and withdrawn, newest first.</param>
internal sealed record ConsentShown(string Purpose, string Channel, string ChannelLabel, bool MaySend, string Reason, IReadOnlyList<ConsentActShown> Acts);

/// <param name="At">When.</param>
/// <param name="What">Given, withdrawn or asked for, and how.</param>
/// <param name="Text">What was agreed to, as it was shown.</param>
/// <param name="Detail">Address, evidence and who recorded it.</param>
internal sealed record ConsentActShown(string At, string What, string? Text, string Detail);
