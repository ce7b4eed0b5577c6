namespace CrmKit.Cli.Output;

/// <summary>A file that has its name only when it is whole.</summary>
internal static class WholeFile
{
    public static async Task<T> WriteAsync<T>(string path, Func<Stream, Task<T>> write)
    {
        var partial = path + ".partial";
        try
        {
            T result;
            await using (var output = File.Create(partial)) result = await write(output);
            File.Move(partial, path, overwrite: true);
            return result;
        }
        finally
        {
            File.Delete(partial);
        }
    }
}
