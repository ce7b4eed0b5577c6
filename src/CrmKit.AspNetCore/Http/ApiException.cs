namespace CrmKit.AspNetCore;

/// <summary>A request that the API itself refuses, before or beside the doors.</summary>
internal sealed class ApiException(int status, CrmError error) : Exception(error.Message)
{
    public int Status { get; } = status;
    public CrmError Error { get; } = error;

    /// <summary>The methods that would be answered, for 405.</summary>
    public string? Allow { get; init; }

    /// <summary>How long to wait, for 429.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
