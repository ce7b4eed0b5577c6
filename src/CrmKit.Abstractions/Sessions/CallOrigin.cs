namespace CrmKit.Sessions;

/// <summary>Where a call comes from; it stands in the audit of all that the session writes.</summary>
/// <param name="Address">The caller's network address; <see langword="null"/> when the door knows none.</param>
/// <param name="Credential">Which key or session he came with, as a name that tells no secret: <c>key 0198…</c>; <see langword="null"/> when the door knows none.</param>
public sealed record CallOrigin(string? Address, string? Credential = null);
