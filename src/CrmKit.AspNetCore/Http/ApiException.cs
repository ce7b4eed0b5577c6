namespace CrmKit.AspNetCore;

/// <summary>A request that the API itself refuses, before or beside the doors.</summary>
internal sealed class ApiException(int status, CrmError error) : Exception(error.Message)
{
    public int Status { get; } = status;
    public CrmError Error { get; } = error;
}
