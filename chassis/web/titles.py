"""What each HTTP status of a problem is called, in Chinese and in English."""

TITLES = {
    400: ("请求有误", "The request is at fault"),
    401: ("请先登录", "Please sign in"),
    403: ("没有权限", "Not allowed"),
    404: ("没有找到", "Not found"),
    405: ("不支持这种操作", "Not supported here"),
    408: ("发送超时", "Sent too slowly"),
    409: ("当前状态不允许", "Not in this state"),
    412: ("内容已被修改", "Changed meanwhile"),
    413: ("内容过大", "Too large"),
    422: ("填写有误", "Please check what you filled in"),
    425: ("请稍候", "Not ready yet"),
    429: ("操作过于频繁", "Too many requests"),
    500: ("系统出错", "Something went wrong"),
    503: ("暂时无法处理", "Not available right now"),
}
