namespace CrmKit.AspNetCore;

/// <summary>A backup of the caller's tenant.</summary>
internal static class BackupEndpoint
{
    public static ApiRoute Route { get; } = new("GET", "/backup", "downloadBackup", "All that the caller's tenant has, of one moment, as one file, for administrators; 'crmkit restore' reads it.", static call => FileAnswer.SendAsync(call.Http, call.Session.Backups)) { IsFile = true };
}
